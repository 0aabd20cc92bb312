import type { LedgerEntry } from './ledger-entry.ts';

/** Who builds and runs the release pipeline. */
const PLATFORM = 'Release platform team';
/** Who builds and runs the students API. */
const STUDENTS = 'Students API team';
/** When the entries were last judged, plus a year at most. */
const NEXT_REVIEW = '2027-11-19';

/** Ids of findings, with the namespaces of their packs. */
const solutions = (rule: string): string => `AwsSolutions::AwsSolutions-${rule}`;
const serverless = (rule: string): string => `Serverless::Serverless-${rule}`;
const nist = (rule: string): string => `NIST.800.53.R5::NIST.800.53.R5-${rule}`;
const pci = (rule: string): string => `PCI.DSS.321::PCI.DSS.321-${rule}`;
const hipaa = (rule: string): string => `HIPAA.Security::HIPAA.Security-${rule}`;

/** Objects of one artifact. Under another logical id of the bucket the entries fit nothing, and the synthesis says so. */
const artifact = (name: string): string => solutions(`IAM5[Resource::<ArtifactsBucket88671897.Arn>/slipway/${name}/*]`);

const release = (step: string): string => `SlipwayPipeline/Release/${step}`;
const buildRights = (step: string): string => release(`${step}/Build/Service/Policy/Resource`);
/** Every build of a release that makes or takes the cloud assembly, but the tests of its stages. */
const BUILDS = ['Build/Build', 'Changes/Judge', 'UpdatePipeline/SelfMutate', 'Assets/FileAsset', 'Assets/Passport'];
/** Takes the tools alone. */
const SEARCH = 'Changes/SearchHistory';
const students = (construct: string): string => `SlipwayPipeline/{stage}/Students/${construct}`;
const both = (construct: string): readonly string[] => [
  students(`AddStudentDetails/${construct}`),
  students(`GetStudentDetails/${construct}`),
];

const HANDLERS = both('Handler/Function/Resource');
const HOOKS = [...both('PreTraffic/Function/Resource'), ...both('PostTraffic/Function/Resource')];
/** Only where a stage is configured to send synthetic traffic, and only of what has something read-only to be asked. */
const SENDER = students('GetStudentDetails/SyntheticTraffic/Function');
/** A stage that shifts in one step has nothing to judge, and no judge. */
const JUDGES = both('BakeJudge/Function/Function/Resource');
const API_STAGE = [students('Api/Api/DeploymentStage.v1/Resource')];
const API_METHODS = [
  students('Api/Api/Default/addstudentdetails/POST/Resource'),
  students('Api/Api/Default/getstudentdetails/GET/Resource'),
];
const ARTIFACTS = 'SlipwayPipeline/Artifacts/Bucket/Resource';
const ACCESS_LOGS = 'SlipwayPipeline/Artifacts/AccessLogs/Resource';

const gates = (construct: string): readonly string[] => [
  `SlipwayPipeline/AliasGuard/Gate/${construct}`,
  `SlipwayPipeline/FreezeGate/Gate/${construct}`,
];

/** Tells people what becomes of a release, where somebody is to be told. */
const notifications = (construct: string): string => `SlipwayPipeline/Notifications/${construct}`;
const NOTIFIER = notifications('Notifier/Function/Resource');

const DEAD_LETTERS = [serverless('LambdaDLQ'), nist('LambdaDLQ'), hipaa('LambdaDLQ')];
const NO_NETWORK = [nist('LambdaInsideVPC'), pci('LambdaInsideVPC'), hipaa('LambdaInsideVPC')];
const REPLICATION = ['S3BucketReplicationEnabled'].flatMap((rule) => [nist(rule), pci(rule), hipaa(rule)]);
/** Of our own rule. */
const GOES_WITH_ITS_STACK = ['DeletionPolicy', 'UpdateReplacePolicy'].map(
  (policy) => `Slipway::stateful-retained[${policy}]`,
);
const BACKUP = [nist('DynamoDBInBackupPlan'), hipaa('DynamoDBInBackupPlan')];

/**
 * Every finding that stays, by the decisions that keep it. A finding that is not here fails the synthesis, and so does an
 * entry that is expired, that acknowledges nothing, or that is not exact. Mend a finding before you think of an entry; an
 * entry is for a false positive, or for a decision that somebody answers for. One that only bundles what has not been
 * mended yet is none.
 *
 * Paths with `{stage}` hold for every application stage: all stages are the same application, so an entry that is right
 * for one is right for the next, and adding a stage to `pipeline/environments.ts` needs no entry.
 */
export const ledger: readonly LedgerEntry[] = [
  {
    name: 'names-drawn-later',
    covers: [
      {
        ids: [artifact('Source')],
        paths: [release('Source/Source/Action/Policy/Resource'), buildRights('Build/Build')],
      },
      {
        ids: [artifact('Assembly'), artifact('Tools')],
        paths: BUILDS.map(buildRights),
      },
      { ids: [artifact('Tools')], paths: [buildRights(SEARCH)] },
      { ids: [artifact('Tests')], paths: [buildRights('Build/Build')] },
      { ids: [artifact('Report')], paths: [buildRights('Changes/Judge')] },
      { ids: [artifact('Sealed')], paths: [buildRights('Changes/Judge'), buildRights('Assets/Passport')] },
      {
        ids: [solutions('IAM5[Resource::<ArtifactsBucket88671897.Arn>/passports/slipway/*]')],
        paths: [buildRights('Assets/Passport')],
      },
      {
        ids: [artifact('Tests'), solutions('IAM5[Resource::arn:aws:apigateway:{region}::/apikeys/*]')],
        paths: [buildRights('{stage}/IntegrationTest')],
        stages: 'some',
      },
      {
        ids: ['Assembly', 'Sealed', 'Tools', 'Tests', 'Earlier'].map(artifact),
        paths: [buildRights('{stage}/FindEarlier')],
        stages: 'configured',
      },
      {
        ids: [artifact('Earlier'), solutions('IAM5[Resource::arn:aws:apigateway:{region}::/apikeys/*]')],
        paths: [buildRights('{stage}/GoBack.Test')],
        stages: 'configured',
      },
    ],
    reason:
      'The last part of these names is not known before the role is made: CodePipeline draws the key of an artifact anew for each execution, a report and a passport have the name of their commit, and API Gateway draws the id of an API key. ' +
      'The wildcard stands for that part alone: one artifact of one pipeline, writing passports, and reading single keys; listing, changing and making keys are not granted.',
    owner: PLATFORM,
    expires: NEXT_REVIEW,
    evidence: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts.html#concepts-artifacts',
  },
  {
    name: 'actions-without-resource',
    covers: [
      { ids: [solutions('IAM5[Resource::*]')], paths: gates('Rights/Policy/Resource') },
      {
        ids: [solutions('IAM5[Resource::*]')],
        paths: [notifications('Notifier/Rights/Policy/Resource')],
        stages: 'configured',
      },
      {
        ids: [solutions('IAM5[Resource::*]')],
        paths: ['Handler', 'PreTraffic', 'PostTraffic'].flatMap((part) => both(`${part}/Rights/Policy/Resource`)),
        stages: 'every',
      },
      {
        ids: [solutions('IAM5[Resource::*]')],
        paths: both('BakeJudge/Function/Rights/Policy/Resource'),
        stages: 'some',
      },
      { ids: [solutions('IAM5[Resource::*]')], paths: [`${SENDER}/Rights/Policy/Resource`], stages: 'configured' },
    ],
    reason:
      'These actions take no resource: traces of X-Ray, GetMetricData, PutMetricData (limited to the namespace of the one judge), and the answer to a job of CodePipeline. ' +
      'The rule no-wildcard-resource refuses any other action here.',
    owner: PLATFORM,
    expires: NEXT_REVIEW,
    evidence: 'policies/actions-without-resource.ts',
  },
  {
    name: 'functions-without-network',
    covers: [
      { ids: NO_NETWORK, paths: gates('Function/Resource') },
      { ids: NO_NETWORK, paths: [NOTIFIER], stages: 'configured' },
      { ids: NO_NETWORK, paths: [...HANDLERS, ...HOOKS], stages: 'every' },
      { ids: NO_NETWORK, paths: JUDGES, stages: 'some' },
      { ids: NO_NETWORK, paths: [`${SENDER}/Function/Resource`], stages: 'configured' },
    ],
    reason:
      'The functions reach only endpoints of AWS, over TLS and with IAM, and accept no connections. A network of our own would add routes and endpoints to guard and keep nobody out.',
    owner: PLATFORM,
    expires: NEXT_REVIEW,
    evidence: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
  },
  {
    name: 'settings-of-features-not-used',
    covers: [
      { ids: DEAD_LETTERS, paths: HANDLERS, stages: 'every' },
      {
        ids: ['APIGWCacheEnabledAndEncrypted', 'APIGWSSLEnabled'].flatMap((rule) => [
          nist(rule),
          pci(rule),
          hipaa(rule),
        ]),
        paths: API_STAGE,
        stages: 'every',
      },
    ],
    reason:
      'The rules ask for settings of features that this API does not have. Its functions are invoked synchronously, so there are no failed events for a dead-letter queue. ' +
      'It has no cache, which would hold personal records a second time, so there is none to encrypt. Its backend is Lambda, invoked with IAM, to which no client certificate is shown.',
    owner: STUDENTS,
    expires: NEXT_REVIEW,
    evidence: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html',
  },
  {
    name: 'events-of-one-moment',
    covers: [
      { ids: DEAD_LETTERS, paths: gates('Function/Resource') },
      { ids: DEAD_LETTERS, paths: HOOKS, stages: 'every' },
      { ids: DEAD_LETTERS, paths: JUDGES, stages: 'some' },
      { ids: DEAD_LETTERS, paths: [`${SENDER}/Function/Resource`], stages: 'configured' },
      {
        ids: [serverless('LambdaAsyncFailureDestination')],
        paths: [`${SENDER}/Function/EventInvokeConfig/Resource`],
        stages: 'configured',
      },
      {
        ids: [serverless('LambdaAsyncFailureDestination')],
        paths: both('BakeJudge/Function/Function/EventInvokeConfig/Resource'),
        stages: 'some',
      },
      {
        ids: [serverless('EventBusDLQ')],
        paths: [...both('BakeJudge/Schedule/Resource'), ...both('BakeJudge/Deployments/Resource')],
        stages: 'some',
      },
    ],
    reason:
      'Each of these events is of use to one deployment for a few minutes, and its loss is not silent: CodeDeploy takes back a deployment whose hook does not report, CodePipeline fails a rule without an answer, ' +
      'an alarm goes off where looks of the judge are missing, and the next minute of synthetic traffic makes up for one that was lost. A queue would keep what nobody may replay, and from CodePipeline credentials with it.',
    owner: PLATFORM,
    expires: NEXT_REVIEW,
    evidence: 'docs/judging.md',
  },
  {
    name: 'notices-of-lasting-state',
    covers: [
      { ids: [serverless('EventBusDLQ')], paths: ['SlipwayPipeline/SourceTrigger/Rule'] },
      { ids: [serverless('SNSRedrivePolicy')], paths: ['SlipwayPipeline/SecurityApprovers/Approver{n}/Resource'] },
      {
        ids: [serverless('EventBusDLQ')],
        paths: ['Approvals', 'Waits', 'Ends'].map((rule) => notifications(`${rule}/Resource`)),
        stages: 'configured',
      },
      { ids: DEAD_LETTERS, paths: [NOTIFIER], stages: 'configured' },
      {
        ids: [serverless('SNSRedrivePolicy')],
        paths: [notifications('Subscriber{n}/Resource')],
        stages: 'configured',
      },
      {
        ids: [serverless('SNSRedrivePolicy')],
        paths: ['SlipwayPipeline/Approvers{stage}/Approver{n}/Resource'],
        stages: 'some',
      },
    ],
    reason:
      'These are notices of a state that stays and can be read: the head of the branch, the approval that waits in the pipeline, and how a release ended. EventBridge tries for 24 hours and SNS an e-mail for hours. ' +
      'A start replayed from a queue would release what the branch then holds, which the next push does anyway; an e-mail that is lost delays and loses nothing, and one that is replayed days later misleads.',
    owner: PLATFORM,
    expires: NEXT_REVIEW,
    evidence: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html',
  },
  {
    name: 'data-that-is-made-anew',
    covers: [
      { ids: REPLICATION, paths: [ARTIFACTS, ACCESS_LOGS] },
      { ids: GOES_WITH_ITS_STACK, paths: [ARTIFACTS, ACCESS_LOGS, 'SlipwayPipeline/Artifacts/Key/Resource'] },
      { ids: GOES_WITH_ITS_STACK, paths: [students('Table/Resource'), students('Key/Resource')], stages: 'some' },
      { ids: [...BACKUP, ...GOES_WITH_ITS_STACK], paths: [students('Captured/Resource')], stages: 'configured' },
    ],
    reason:
      'Nothing here is the only one of its kind. Artifacts are made anew from the repository by the next release, and the access logs are about them alone. A stage with retainData: false holds what its tests wrote. ' +
      'Captured requests are a sample of the traffic that expires after days. Copies would be one more place to guard.',
    owner: PLATFORM,
    expires: NEXT_REVIEW,
    evidence: 'pipeline/environments.ts',
  },
  {
    name: 'access-logs-under-the-key-of-s3',
    covers: [
      {
        ids: ['S3DefaultEncryptionKMS'].flatMap((rule) => [nist(rule), pci(rule), hipaa(rule)]),
        paths: [ACCESS_LOGS],
      },
    ],
    reason:
      'S3 delivers access logs only to a bucket that is encrypted with its own key (SSE-S3), so this bucket cannot have ours.',
    owner: PLATFORM,
    expires: NEXT_REVIEW,
    evidence: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html',
  },
  {
    name: 'web-acl-of-the-account',
    covers: [
      {
        ids: [solutions('APIG3'), nist('APIGWAssociatedWithWAF'), pci('APIGWAssociatedWithWAF')],
        paths: API_STAGE,
        stages: 'every',
      },
    ],
    reason:
      'Requests are validated by model, need a key, and are throttled for the whole stage. Web ACLs are of the account and are associated there, not by an application.',
    owner: STUDENTS,
    expires: NEXT_REVIEW,
    evidence: 'https://docs.aws.amazon.com/waf/latest/developerguide/getting-started-fms.html',
  },
  {
    name: 'callers-are-systems-with-a-key',
    covers: [{ ids: [solutions('APIG4'), solutions('COG4')], paths: API_METHODS, stages: 'every' }],
    reason:
      'The contract of this API is a key with a usage plan, for callers that are systems and not people. Before it serves people it needs an authorizer.',
    owner: STUDENTS,
    expires: NEXT_REVIEW,
    evidence: 'app/students/contract.ts',
  },
  {
    name: 'restored-without-a-backup-plan',
    covers: [{ ids: BACKUP, paths: [students('Table/Resource')], stages: 'every' }],
    reason:
      'The table of students can be restored to any second of the last 35 days; vaults belong to the account, whose plans select tables by tag.',
    owner: STUDENTS,
    expires: NEXT_REVIEW,
    evidence: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html',
  },
  {
    name: 'builds-without-a-repository',
    covers: [
      {
        ids: [pci('CodeBuildProjectSourceRepoUrl'), hipaa('CodeBuildProjectSourceRepoUrl')],
        paths: [...BUILDS, SEARCH].map((step) => release(`${step}/Build/Project`)),
      },
      {
        ids: [pci('CodeBuildProjectSourceRepoUrl'), hipaa('CodeBuildProjectSourceRepoUrl')],
        paths: [release('{stage}/IntegrationTest/Build/Project')],
        stages: 'some',
      },
      {
        ids: [pci('CodeBuildProjectSourceRepoUrl'), hipaa('CodeBuildProjectSourceRepoUrl')],
        paths: ['FindEarlier', 'GoBack.Test'].map((step) => release(`{stage}/${step}/Build/Project`)),
        stages: 'configured',
      },
    ],
    reason:
      'The rule asks for OAuth towards GitHub or Bitbucket and does not look at the type of the source. These projects take theirs from CodePipeline and hold no credentials of any repository; the one that searches the history pulls it from CodeCommit with its own role.',
    owner: PLATFORM,
    expires: NEXT_REVIEW,
    evidence: 'https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectSource.html',
  },
];
