import type { ActionExecutionDetail, PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import { describe, expect, test } from '@jest/globals';
import { releasesOf } from '../../buildspecs/changes/history.ts';
import { decidePassport } from '../../hooks/pre-traffic/passport/decide.ts';
import { approvalsOf, saysAllApprovals } from '../../supply-chain/passport/approvals.ts';
import { statementOf } from '../../supply-chain/passport/statement.ts';
import { describedSubjects, subjectOf } from '../../supply-chain/passport/subjects.ts';

describe('the subjects of a passport', () => {
  const bill = (name: string, content?: string) =>
    JSON.stringify({
      metadata: { component: { name, ...(content ? { hashes: [{ alg: 'SHA-256', content }] } : {}) } },
    });

  test('are named by the bills of materials of one file', () => {
    expect(subjectOf(bill('add', 'ab'))).toEqual({ name: 'add', sha256: 'ab' });
    expect(subjectOf(bill('build'))).toBeUndefined();
  });

  test('are those that the assembly holds', () => {
    const subjects = [
      { name: 'add', sha256: 'ab' },
      { name: 'unused', sha256: 'cd' },
    ];
    expect(describedSubjects(new Map([['asset.1.zip', 'ab']]), subjects)).toEqual([{ name: 'add', sha256: 'ab' }]);
  });

  test('leave out nothing: code that no bill describes is not signed for', () => {
    expect(() => describedSubjects(new Map([['asset.1.zip', 'ef']]), [{ name: 'add', sha256: 'ab' }])).toThrow(
      'asset.1.zip (sha256 ef) is in the assembly, and no bill of materials is of it',
    );
  });
});

const execution = (
  pipelineExecutionId: string,
  revisionId: string,
  executionType?: PipelineExecutionSummary['executionType'],
): PipelineExecutionSummary => ({
  pipelineExecutionId,
  sourceRevisions: [{ actionName: 'Source', revisionId }],
  ...(executionType === undefined ? {} : { executionType }),
});

test('a statement says what the hook asks, and beside it who approved and what was reported', () => {
  const code = 'ab'.repeat(32);
  const statement = statementOf({
    pipelineArn: 'arn:p',
    executionArn: 'arn:p/later',
    executionArns: releasesOf(
      {
        executions: [
          execution('back', 'c1', 'ROLLBACK'),
          execution('later', 'c1'),
          execution('other', 'c2'),
          execution('e', 'c1'),
        ],
        actions: [],
      },
      'c1',
    ).map((id) => `arn:p/${id}`),
    repository: 'slipway',
    branch: 'main',
    commit: 'c1',
    assemblySha256: 'cd'.repeat(32),
    subjects: [{ name: 'add', sha256: code }],
    reports: new Map([['reports/junit.xml', 'ef'.repeat(32)]]),
    approvals: [
      { executionId: 'first', stage: 'ApprovePermissions', by: 'arn:somebody', at: new Date(0), comment: 'Agreed' },
    ],
    signedAt: new Date(0),
  });
  const demand = {
    endpoint: 'https://s3',
    bucket: 'b',
    key: 'k',
    signingKeyArn: 'a',
    pipelineArn: 'arn:p',
    commit: 'c1',
    execution: 'e',
    built: { subject: 'add', runtime: 'nodejs24.x', handler: 'index.handler', variables: {} },
  };
  const version = {
    codeHash: code,
    packageType: 'Zip',
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    layers: [],
    variables: {},
  };
  expect(decidePassport(demand, JSON.stringify(statement), version)).toEqual({
    verdict: 'pass',
    reason: 'its code is add, built of commit c1',
    isEarlierRelease: false,
  });
  for (const execution of ['back', 'other'])
    expect(decidePassport({ ...demand, execution }, JSON.stringify(statement), version).isEarlierRelease).toBe(true);
  expect(statement.predicate.runDetails.byproducts).toEqual([
    { name: 'cloud-assembly', digest: { sha256: 'cd'.repeat(32) } },
    { name: 'reports/junit.xml', digest: { sha256: 'ef'.repeat(32) } },
    {
      name: 'approval of ApprovePermissions',
      uri: 'arn:p/first/ApprovePermissions',
      annotations: { by: 'arn:somebody', at: '1970-01-01T00:00:00.000Z', comment: 'Agreed' },
    },
  ]);
});

describe('the approvals of a passport', () => {
  const approval = (
    pipelineExecutionId: string,
    status: 'Succeeded' | 'Failed' = 'Succeeded',
  ): ActionExecutionDetail => ({
    pipelineExecutionId,
    stageName: 'ApprovePermissions',
    status,
    updatedBy: `arn:of-${pipelineExecutionId}`,
    startTime: new Date(5000),
    input: { actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' } },
  });
  const execution = (pipelineExecutionId: string, revisionId: string) => ({
    pipelineExecutionId,
    startTime: new Date(4000),
    sourceRevisions: [{ actionName: 'Source', revisionId }],
  });
  const executions = [execution('again', 'c1'), execution('other', 'c2'), execution('first', 'c1')];

  test('are those of the commit, also where the pipeline has begun again since', () => {
    const actions = [approval('again'), approval('other'), approval('first'), approval('first', 'Failed')];
    expect(approvalsOf({ executions, actions }, 'c1').map(({ by }) => by)).toEqual(['arn:of-first', 'arn:of-again']);
  });

  test('are looked for back to the first execution of the commit', () => {
    expect(saysAllApprovals({ executions, actions: [approval('again')] }, 'c1')).toBe(false);
    const earlier = { ...approval('before'), startTime: new Date(3000) };
    expect(saysAllApprovals({ executions, actions: [approval('again'), earlier] }, 'c1')).toBe(true);
  });
});
