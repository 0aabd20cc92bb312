import {
  GetPipelineCommand,
  StartPipelineExecutionCommand,
  StopPipelineExecutionCommand,
  UpdatePipelineCommand,
} from '@aws-sdk/client-codepipeline';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { dossierLines } from '../../../cli/render/dossier.ts';
import { knownValue } from '../../../console/model/part.ts';
import { FIRST_VERSION_CHECK } from '../../../hooks/pre-traffic/first-version.ts';
import { PLAIN } from '../../cli/render/views.ts';
import { PIPELINE, type ReleaseModel, startReleaseModel } from '../release-model.ts';

/* What an approver of permissions is shown while nothing is deployed. */

const ENVIRONMENT = 'aws://111122223333/eu-west-1';
const stackIn = (templateFile: string, stackName: string) => ({
  type: 'aws:cloudformation:stack',
  environment: ENVIRONMENT,
  properties: { templateFile, stackName },
});
const roleThatMay = (action: string) => ({
  Type: 'AWS::IAM::Role',
  Properties: { Policies: [{ PolicyDocument: { Statement: [{ Effect: 'Allow', Action: action, Resource: 'x' }] } }] },
});
const ASSEMBLY = {
  'manifest.json': JSON.stringify({
    artifacts: {
      prod: { type: 'cdk:cloud-assembly', properties: { directoryName: 'nested', displayName: 'App/Prod' } },
      own: stackIn('own.template.json', 'Slipway'),
    },
  }),
  'own.template.json': JSON.stringify({ Resources: { Builder: roleThatMay('codebuild:StartBuild') } }),
  'nested/manifest.json': JSON.stringify({ artifacts: { students: stackIn('prod.template.json', 'Prod') } }),
  'nested/prod.template.json': JSON.stringify({
    Resources: { Reader: roleThatMay('dynamodb:GetItem'), First: { Type: FIRST_VERSION_CHECK } },
  }),
};
const REVIEW = {
  name: 'Broadened',
  ruleTypeId: { category: 'Rule', owner: 'AWS', provider: 'VariableCheck', version: '1' },
  configuration: { Variable: '#{Build.SECURITY_REVIEW}', Operator: 'NE', Value: 'unneeded' },
} as const;

let setup: ReleaseModel;
let id: string;
beforeEach(async () => {
  setup = await startReleaseModel();
  await setup.release.settle();
  await setup.release.endBuild('build:1', 'SUCCEEDED', () => ASSEMBLY);
  id = (await setup.release.executions())[0]?.split(' ')[0] ?? '';
});
afterEach(() => setup.release.local.stop());

/**
 * Makes the pipeline's approval the one of permissions.
 * @param project that builds
 */
async function askAboutPermissions(project = 'build'): Promise<void> {
  const client = setup.release.client();
  const { pipeline } = await client.send(new GetPipelineCommand({ name: PIPELINE }));
  if (pipeline === undefined) throw new Error('there is no pipeline');
  const stages = pipeline.stages?.map((stage) => {
    const { name, actions } = stage;
    if (name === 'Approve')
      return { ...stage, beforeEntry: { conditions: [{ result: 'SKIP' as const, rules: [REVIEW] }] } };
    const of = (configuration = {}) => ({ ...configuration, ProjectName: project });
    const build = actions?.map((action) => ({ ...action, configuration: of(action.configuration) }));
    return name === 'Build' ? { ...stage, actions: build } : stage;
  });
  await client.send(new UpdatePipelineCommand({ pipeline: { ...pipeline, stages } }));
}

test('the approval of permissions tells all that is allowed, of the stages and of the pipeline itself', async () => {
  await askAboutPermissions();
  const dossier = await setup.model.dossier(id);
  expect(dossier).toMatchObject({ targets: ['Prod'], asked: { about: 'permissions', later: [] } });
  expect(knownValue(dossier.facts.permissions)).toMatchObject([
    {
      stack: 'Prod',
      kind: 'firstRelease',
      granted: [{ who: '`Reader`', sentences: ['`Reader` may now read `x` (dynamodb:GetItem)'] }],
    },
    { stack: 'Slipway', kind: 'firstRelease', granted: [{ who: '`Builder`' }] },
  ]);
  const lines = dossierLines(dossier, PLAIN);
  expect(lines).toContain('  ! Prod: All new: no release has deployed it yet. It grants 1 permission to 1 principal:');
  expect(lines).toContain('      + `Reader` may now read `x` (dynamodb:GetItem)');
  expect(lines).toContain('  Not needed for this decision, which is about permissions alone.');
  expect(lines[2]).toMatch(/^Decide on what is newly allowed/);
});

test('the stack of the pipeline itself is compared with the release that updated it last', async () => {
  const project = 'slipway-self-mutate';
  const client = setup.release.client();
  const stop = async (pipelineExecutionId: string) => {
    await client.send(new StopPipelineExecutionCommand({ pipelineName: PIPELINE, pipelineExecutionId, abandon: true }));
    await setup.release.settle();
  };
  const next = async (number: number, files: Readonly<Record<string, string>>) => {
    await client.send(new StartPipelineExecutionCommand({ name: PIPELINE }));
    await setup.release.settle();
    await setup.release.endBuild(`${project}:${number}`, 'SUCCEEDED', () => files);
    return (await setup.release.executions())[0]?.split(' ')[0] ?? '';
  };
  await stop(id);
  await askAboutPermissions(project);
  await stop(await next(2, ASSEMBLY));
  const more = JSON.stringify({ Resources: { Builder: roleThatMay('codebuild:StopBuild') } });
  const { facts } = await setup.model.dossier(await next(3, { ...ASSEMBLY, 'own.template.json': more }));
  expect(knownValue(facts.permissions)).toMatchObject([
    { stack: 'Prod', kind: 'firstRelease' },
    { stack: 'Slipway', kind: 'broadening', gained: ['`Builder` may now use `x` (codebuild:StopBuild)'] },
  ]);
  // What the pipeline changes of itself does not come with what the release changes.
  expect(knownValue(facts.changes)?.map(({ stack }) => stack)).toEqual(['Prod']);
});

test('the approval of a deployment is about its own stacks, and tells of the smoke checks of their first versions', async () => {
  const dossier = await setup.model.dossier(id);
  expect(dossier.asked.about).toBe('deployment');
  expect(knownValue(dossier.facts.permissions)?.map(({ stack }) => stack)).toEqual(['Prod']);
  expect(knownValue(dossier.facts.changes)).toMatchObject([{ stack: 'Prod', first: true, firstChecks: 1 }]);
  expect(dossierLines(dossier, PLAIN).join('\n')).toMatch(
    /Can it be taken back\?\n {2}! Not to an earlier version: no release has deployed Prod yet.*\n {4}1 function must pass smoke checks/,
  );
});
