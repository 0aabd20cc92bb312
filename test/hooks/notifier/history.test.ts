import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import { expect, test } from '@jest/globals';
import { approvalSummary } from '../../../hooks/notifier/approval-answer.ts';
import { toApproval, toRelease } from '../../../hooks/notifier/history.ts';

const action = (
  stageName: string,
  startMs: number,
  provider: { category: 'Build' | 'Deploy' | 'Approval'; ActionMode?: string },
  outputVariables: Record<string, string> = {},
): ActionExecutionDetail => ({
  actionExecutionId: `${stageName}-${startMs}`,
  stageName,
  actionName: 'Do',
  status: 'Succeeded',
  startTime: new Date(startMs),
  lastUpdateTime: new Date(startMs + 1),
  input: {
    actionTypeId: { category: provider.category, owner: 'AWS', provider: 'Any', version: '1' },
    resolvedConfiguration: provider.ActionMode === undefined ? {} : { ActionMode: provider.ActionMode },
  },
  output: { outputVariables },
});

test('a release is told in the order in which it went, although the history has the newest first', () => {
  const release = toRelease(
    {
      pipelineExecutionId: 'e-1',
      executionType: 'STANDARD',
      sourceRevisions: [{ actionName: 'Source', revisionId: 'c0ffee', revisionSummary: 'Title\n\nMore of it' }],
    },
    [
      action('Prod', 3, { category: 'Deploy', ActionMode: 'CHANGE_SET_EXECUTE' }),
      action('Beta', 2, { category: 'Deploy', ActionMode: 'CHANGE_SET_REPLACE' }),
      action('Build', 1, { category: 'Build' }, { RELEASE_VERSION: '1.0.7' }),
    ],
    [],
  );
  expect(release.runs.map(({ stage, deploys }) => [stage, deploys])).toEqual([
    ['Build', false],
    ['Beta', false],
    ['Prod', true],
  ]);
  expect(release).toMatchObject({ version: '1.0.7', commit: { id: 'c0ffee', title: 'Title' }, isRollback: false });
});

test('an answer that carries the hash of a dossier is told by its words alone', () => {
  const externalExecutionSummary = approvalSummary('Looks right', 'a1'.repeat(32), 'arn:aws:iam::1:user/grace');
  const answered = action('ApproveProd', 1, { category: 'Approval' });
  const detail = { ...answered, output: { executionResult: { externalExecutionSummary } } };
  expect(toRelease({}, [detail], []).runs[0]?.says).toBe('Looks right');
});

test.each([
  [30, 30],
  [undefined, 7 * 24 * 60],
])('an approval that waits %s minutes expires after %d', (timeoutInMinutes, minutes) => {
  const { runs } = toRelease({}, [action('ApproveProd', 60_000, { category: 'Build' })], []);
  const [run] = runs;
  if (run === undefined) throw new Error('there is no run');
  const declaration = {
    name: 'slipway',
    roleArn: 'role',
    stages: [
      {
        name: 'ApproveProd',
        actions: [
          { name: 'Do', actionTypeId: undefined, ...(timeoutInMinutes === undefined ? {} : { timeoutInMinutes }) },
        ],
      },
    ],
  };
  expect(toApproval('e-1', run, declaration)).toMatchObject({
    sinceMs: 60_000,
    expiresMs: 60_000 + minutes * 60_000,
  });
});
