import type { LedgerEntry } from './ledger-entry.ts';

/** Who builds and runs the release pipeline. */
const PLATFORM = 'Release platform team';
/** Who builds and runs the students API. */
const STUDENTS = 'Students API team';
/** When the entries were last judged, plus a year at most. */
const NEXT_REVIEW = '2027-11-19';

/* Reasons of several entries. */
const NO_NETWORK =
  'The functions reach only endpoints of AWS, over TLS and with IAM. A network of our own would add routes and endpoints to guard and keep nobody out.';
const LOST_LOOK =
  'An event that is lost is a look that is missing, and an alarm goes off where looks are missing during a shift. A look that is made later is of no use.';
const DRAWN_KEY =
  'CodePipeline draws the last part of an artifact key anew for each execution. The prefix is that of one artifact of one pipeline.';

/** Ids of findings, with the namespaces of their packs. */
const solutions = (rule: string): string => `AwsSolutions::AwsSolutions-${rule}`;
const serverless = (rule: string): string => `Serverless::Serverless-${rule}`;
const nist = (rule: string): string => `NIST.800.53.R5::NIST.800.53.R5-${rule}`;

/** Objects of one artifact. Under another logical id of the bucket the entries fit nothing, and the synthesis says so. */
const artifact = (name: string): string => solutions(`IAM5[Resource::<ArtifactsBucket88671897.Arn>/slipway/${name}/*]`);

const release = (project: string): string => `SlipwayPipeline/Release/${project}/Build/Service/Policy/Resource`;
const students = (construct: string): string => `SlipwayPipeline/{stage}/Students/${construct}`;
const both = (construct: string): readonly string[] => [
  students(`AddStudentDetails/${construct}`),
  students(`GetStudentDetails/${construct}`),
];

const HANDLERS = both('Handler/Function/Resource');
const HOOKS = [...both('PreTraffic/Function/Resource'), ...both('PostTraffic/Function/Resource')];
/** A stage that shifts in one step has nothing to judge, and no judge. */
const JUDGES = both('BakeJudge/Function/Function/Resource');
const API_STAGE = students('Api/Api/DeploymentStage.v1/Resource');
const API_METHODS = [
  students('Api/Api/Default/addstudentdetails/POST/Resource'),
  students('Api/Api/Default/getstudentdetails/GET/Resource'),
];

const gate = (construct: string): readonly string[] => [
  `SlipwayPipeline/AliasGuard/Gate/${construct}`,
  `SlipwayPipeline/FreezeGate/Gate/${construct}`,
];

/**
 * Every finding that stays. A finding that is not here fails the synthesis, and so does an entry that is expired, that
 * acknowledges nothing, or that is not exact. Mend a finding before you think of an entry; an entry is for a false
 * positive, or for a decision that somebody answers for.
 *
 * Paths with `{stage}` hold for every application stage: all stages are the same application, so an entry that is right
 * for one is right for the next, and adding a stage to `pipeline/environments.ts` needs no entry.
 */
export const ledger: readonly LedgerEntry[] = [
  {
    ids: [artifact('Source')],
    paths: ['SlipwayPipeline/Release/Source/Source/Action/Policy/Resource', release('Build/Build')],
    reason: DRAWN_KEY,
    owner: PLATFORM,
    expires: NEXT_REVIEW,
  },
  {
    ids: [artifact('Assembly'), artifact('Tools')],
    paths: [release('Build/Build'), release('UpdatePipeline/SelfMutate'), release('Assets/FileAsset')],
    reason: DRAWN_KEY,
    owner: PLATFORM,
    expires: NEXT_REVIEW,
  },
  {
    ids: [artifact('Tests')],
    paths: [release('Build/Build')],
    reason: DRAWN_KEY,
    owner: PLATFORM,
    expires: NEXT_REVIEW,
  },
  {
    ids: [artifact('Tests')],
    paths: [release('{stage}/IntegrationTest')],
    stages: 'some',
    reason: DRAWN_KEY,
    owner: PLATFORM,
    expires: NEXT_REVIEW,
  },
  {
    ids: [solutions('IAM5[Resource::arn:aws:apigateway:{region}::/apikeys/*]')],
    paths: [release('{stage}/IntegrationTest')],
    stages: 'some',
    reason:
      "API Gateway draws the id of a stage's key when it is deployed, after this role is made. The role may read single keys; it cannot list, change or make any.",
    owner: PLATFORM,
    expires: NEXT_REVIEW,
  },
  {
    ids: [serverless('SNSRedrivePolicy')],
    paths: ['SlipwayPipeline/Approvers{stage}/Approver{n}/Resource'],
    stages: 'some',
    reason:
      'SNS tries an e-mail for hours by itself. One that is lost delays a release and loses nothing: the approval waits in the pipeline and expires there.',
    owner: PLATFORM,
    expires: NEXT_REVIEW,
  },
  {
    ids: [serverless('EventBusDLQ')],
    paths: ['SlipwayPipeline/SourceTrigger/Rule'],
    reason:
      'EventBridge tries the start for 24 hours. A start that is replayed later from a queue would release what the branch then holds, which the next push does anyway.',
    owner: PLATFORM,
    expires: NEXT_REVIEW,
  },
  {
    ids: [nist('S3BucketReplicationEnabled')],
    paths: ['SlipwayPipeline/Artifacts/Bucket/Resource', 'SlipwayPipeline/Artifacts/AccessLogs/Resource'],
    reason:
      'Artifacts are made anew from the repository by the next release, and the access logs are about them alone. A copy in another region would be one more place to guard.',
    owner: PLATFORM,
    expires: NEXT_REVIEW,
  },
  {
    ids: [nist('S3DefaultEncryptionKMS')],
    paths: ['SlipwayPipeline/Artifacts/AccessLogs/Resource'],
    reason:
      'S3 delivers access logs only to a bucket that is encrypted with its own key (SSE-S3); it says so in its guide on server access logging.',
    owner: PLATFORM,
    expires: NEXT_REVIEW,
  },
  {
    ids: [solutions('IAM5[Resource::*]')],
    paths: gate('Rights/Policy/Resource'),
    reason:
      'The actions are those that take no resource: X-Ray, and the answer to a job of CodePipeline. The rule no-wildcard-resource refuses any other action here.',
    owner: PLATFORM,
    expires: NEXT_REVIEW,
  },
  {
    ids: [serverless('LambdaDLQ'), nist('LambdaDLQ')],
    paths: gate('Function/Resource'),
    reason:
      'CodePipeline fails a rule whose function does not answer, so the release is kept out. The event is of use to that one rule only, and holds credentials: it is kept nowhere.',
    owner: PLATFORM,
    expires: NEXT_REVIEW,
  },
  {
    ids: [nist('LambdaInsideVPC')],
    paths: gate('Function/Resource'),
    reason: NO_NETWORK,
    owner: PLATFORM,
    expires: NEXT_REVIEW,
  },
  {
    ids: [solutions('IAM5[Resource::*]')],
    paths: [
      ...both('Handler/Rights/Policy/Resource'),
      ...both('PreTraffic/Rights/Policy/Resource'),
      ...both('PostTraffic/Rights/Policy/Resource'),
    ],
    stages: 'every',
    reason:
      'The actions are those that take no resource (X-Ray, and GetMetricData in the post-traffic hook). The rule no-wildcard-resource refuses any other action here.',
    owner: STUDENTS,
    expires: NEXT_REVIEW,
  },
  {
    ids: [serverless('LambdaDLQ'), nist('LambdaDLQ')],
    paths: HANDLERS,
    stages: 'every',
    reason:
      'A dead-letter queue takes failed asynchronous events. API Gateway invokes these functions synchronously and gives their errors to the caller.',
    owner: STUDENTS,
    expires: NEXT_REVIEW,
  },
  {
    ids: [serverless('LambdaDLQ'), nist('LambdaDLQ')],
    paths: HOOKS,
    stages: 'every',
    reason:
      'CodeDeploy fails and rolls back a deployment whose hook does not report. The event is of use to that one deployment only, so there is nothing to keep.',
    owner: STUDENTS,
    expires: NEXT_REVIEW,
  },
  {
    ids: [nist('LambdaInsideVPC')],
    paths: [...HANDLERS, ...HOOKS],
    stages: 'every',
    reason: NO_NETWORK,
    owner: STUDENTS,
    expires: NEXT_REVIEW,
  },
  {
    ids: [solutions('IAM5[Resource::*]')],
    paths: both('BakeJudge/Function/Rights/Policy/Resource'),
    stages: 'some',
    reason:
      "The actions are those that take no resource: X-Ray, GetMetricData, and PutMetricData, which is limited to the judge's own namespace.",
    owner: STUDENTS,
    expires: NEXT_REVIEW,
  },
  {
    ids: [serverless('LambdaDLQ'), nist('LambdaDLQ')],
    paths: JUDGES,
    stages: 'some',
    reason: LOST_LOOK,
    owner: STUDENTS,
    expires: NEXT_REVIEW,
  },
  {
    ids: [nist('LambdaInsideVPC')],
    paths: JUDGES,
    stages: 'some',
    reason: NO_NETWORK,
    owner: STUDENTS,
    expires: NEXT_REVIEW,
  },
  {
    ids: [serverless('LambdaAsyncFailureDestination')],
    paths: both('BakeJudge/Function/Function/EventInvokeConfig/Resource'),
    stages: 'some',
    reason: LOST_LOOK,
    owner: STUDENTS,
    expires: NEXT_REVIEW,
  },
  {
    ids: [serverless('EventBusDLQ')],
    paths: [...both('BakeJudge/Schedule/Resource'), ...both('BakeJudge/Deployments/Resource')],
    stages: 'some',
    reason: LOST_LOOK,
    owner: STUDENTS,
    expires: NEXT_REVIEW,
  },
  {
    ids: [solutions('APIG3'), nist('APIGWAssociatedWithWAF')],
    paths: [API_STAGE],
    stages: 'every',
    reason:
      'Requests are validated by model, need a key, and are throttled for the whole stage. Web ACLs are of the account and are associated there, not by an application.',
    owner: STUDENTS,
    expires: NEXT_REVIEW,
  },
  {
    ids: [nist('APIGWCacheEnabledAndEncrypted')],
    paths: [API_STAGE],
    stages: 'every',
    reason:
      'A cache would hold personal records a second time and answer with old ones right after they are written. Without a cache there is none to encrypt.',
    owner: STUDENTS,
    expires: NEXT_REVIEW,
  },
  {
    ids: [nist('APIGWSSLEnabled')],
    paths: [API_STAGE],
    stages: 'every',
    reason:
      'A client certificate proves API Gateway to a backend over HTTP. The backend here is Lambda, which is invoked with IAM and knows no client certificates.',
    owner: STUDENTS,
    expires: NEXT_REVIEW,
  },
  {
    ids: [solutions('APIG4'), solutions('COG4')],
    paths: API_METHODS,
    stages: 'every',
    reason:
      'The contract of this API is a key with a usage plan, for callers that are systems and not people. Before it serves people it needs an authorizer.',
    owner: STUDENTS,
    expires: NEXT_REVIEW,
  },
  {
    ids: [nist('DynamoDBInBackupPlan')],
    paths: [students('Table/Resource')],
    stages: 'every',
    reason:
      'The table can be restored to any second of the last 35 days. Backup plans and their vaults belong to the account and select tables by tag.',
    owner: STUDENTS,
    expires: NEXT_REVIEW,
  },
  {
    ids: [nist('DynamoDBInBackupPlan')],
    paths: [students('Captured/Resource')],
    stages: 'configured',
    reason:
      'Captured requests are a sample that expires after days and is drawn anew by the traffic. A backup would keep what has to be gone.',
    owner: STUDENTS,
    expires: NEXT_REVIEW,
  },
];
