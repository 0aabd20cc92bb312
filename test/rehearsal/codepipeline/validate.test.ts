import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { expect, test } from '@jest/globals';
import { validatePipeline } from '../../../rehearsal/services/codepipeline/validate.ts';
import { action, pipelineOf, source, stage } from './fixture.ts';

const check = (declaration: PipelineDeclaration) => () => validatePipeline(declaration, 'eu-west-1');

test('a pipeline in order is accepted', () => {
  expect(
    check(pipelineOf([stage('Build', { actions: [action('A', { inputArtifacts: [{ name: 'Code' }] })] })])),
  ).not.toThrow();
});

test.each<[string, PipelineDeclaration, string]>([
  ['one stage', { ...pipelineOf([]) }, 'at least 2 stages'],
  ['a stage twice', pipelineOf([stage('A'), stage('A')]), "'A'"],
  ['an action twice', pipelineOf([stage('A', { actions: [action('X'), action('X')] })]), "'X'"],
  [
    'a first stage without a source',
    { ...pipelineOf([]), stages: [stage('A'), stage('B')] },
    'can only contain source actions',
  ],
  ['a source later on', pipelineOf([{ ...source, name: 'Later' }]), 'Only the first stage'],
  [
    'an artifact that nobody made',
    pipelineOf([stage('A', { actions: [action('X', { inputArtifacts: [{ name: 'Gone' }] })] })]),
    "'Gone'",
  ],
  [
    'an artifact of the same run order',
    pipelineOf([
      stage('A', {
        actions: [action('X', { outputArtifacts: [{ name: 'O' }] }), action('Y', { inputArtifacts: [{ name: 'O' }] })],
      }),
    ]),
    "'O'",
  ],
  [
    'an artifact made twice',
    pipelineOf([stage('A', { actions: [action('X', { outputArtifacts: [{ name: 'Code' }] })] })]),
    "'Code'",
  ],
  [
    'a namespace that nobody has',
    pipelineOf([stage('A', { actions: [action('X', { configuration: { V: '#{Gone.X}' } })] })]),
    "'Gone'",
  ],
  [
    'a namespace that is the name of an artifact',
    pipelineOf([stage('A', { actions: [action('X', { namespace: 'Code' })] })]),
    "'Code'",
  ],
  [
    'an artifact that has the name of a namespace',
    pipelineOf([stage('A', { actions: [action('X', { outputArtifacts: [{ name: 'Source' }] })] })]),
    "'Source'",
  ],
  [
    'a value that is too long',
    pipelineOf([stage('A', { actions: [action('X', { configuration: { V: 'x'.repeat(1001) } })] })]),
    'the value of V has 1001 characters',
  ],
  [
    'a value of a rule that is too long',
    pipelineOf([
      stage('A', {
        beforeEntry: {
          conditions: [
            {
              result: 'FAIL',
              rules: [
                {
                  name: 'R',
                  ruleTypeId: { category: 'Rule', owner: 'AWS', provider: 'VariableCheck', version: '1' },
                  configuration: { Variable: 'x'.repeat(10_001) },
                },
              ],
            },
          ],
        },
      }),
    ]),
    'the value of Variable has 10001 characters',
  ],
  ['a namespace twice', pipelineOf([stage('A', { actions: [action('X', { namespace: 'Source' })] })]), "'Source'"],
  [
    'a time-out of a build',
    pipelineOf([stage('A', { actions: [action('X', { timeoutInMinutes: 5 })] })]),
    'only manual approvals',
  ],
  ['another region', pipelineOf([stage('A', { actions: [action('X', { region: 'us-east-1' })] })]), 'us-east-1'],
  ['a mode of V2 in V1', { ...pipelineOf([stage('A')], 'QUEUED'), pipelineType: 'V1' }, 'V2'],
  [
    'a rollback in PARALLEL mode',
    pipelineOf([stage('A', { onFailure: { result: 'ROLLBACK' } })], 'PARALLEL'),
    'PARALLEL',
  ],
  [
    'a second condition of a kind',
    pipelineOf([
      stage('A', {
        beforeEntry: {
          conditions: [
            { result: 'FAIL', rules: [{ name: 'R', ruleTypeId: { category: 'Rule', provider: 'LambdaInvoke' } }] },
            { result: 'FAIL', rules: [{ name: 'S', ruleTypeId: { category: 'Rule', provider: 'LambdaInvoke' } }] },
          ],
        },
      }),
    ]),
    "Stage 'A' has 2 beforeEntry conditions",
  ],
  [
    'a condition without rules',
    pipelineOf([stage('A', { onSuccess: { conditions: [{ result: 'ROLLBACK', rules: [] }] } })]),
    'has 0 rules; it needs 1 to 5',
  ],
  [
    'a rule that cannot be checked',
    pipelineOf([
      stage('A', {
        beforeEntry: {
          conditions: [
            { result: 'FAIL', rules: [{ name: 'R', ruleTypeId: { category: 'Rule', provider: 'CodeBuild' } }] },
          ],
        },
      }),
    ]),
    'CodeBuild',
  ],
])('%s is refused, naming it', (_, declaration, named) => {
  expect(check(declaration)).toThrow(named);
});
