import {
  ListActionExecutionsCommand,
  PutApprovalResultCommand,
  StartPipelineExecutionCommand,
  StopPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { known } from '../../../console/model/part.ts';
import { Refused } from '../../../operations/refused.ts';
import { PIPELINE, type ReleaseModel, startReleaseModel } from '../release-model.ts';

let setup: ReleaseModel;
let id: string;
beforeEach(async () => {
  setup = await startReleaseModel();
  id = await setup.toApproval();
});
afterEach(() => setup.release.local.stop());

const answer = async (approve: boolean, comment: string) => {
  const { hash, factHashes } = await setup.model.dossier(id);
  return { approve, comment, hash, factHashes };
};

const refusal = async (doing: Promise<unknown>): Promise<string> => {
  const error = await doing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Refused)) throw new Error(`not refused: ${String(error)}`);
  return `${error.message}. ${error.hint}`;
};

test('a release is read by the first letters of its id, too: an address may be typed', async () => {
  for (const name of [id, id.slice(0, 8)]) {
    const { execution, stages } = await setup.model.release(name);
    expect(execution.id).toBe(id);
    expect(stages.map((stage) => stage.name)).toEqual(['Source', 'Build', 'Approve']);
    expect(await setup.model.dossier(name)).toMatchObject({ execution: { id }, standing: { kind: 'waiting' } });
  }
});

test('a release that waits is told with its expiry, in the pipeline and in its dossier', async () => {
  const { stages, queue } = await setup.model.pipeline();
  const stage = stages.find(({ name }) => name === 'Approve');
  expect(stage?.waits).toEqual(['Ask waits for an approver.']);
  expect(stage?.actions[0]?.approval).toMatchObject({ executionId: id });
  expect(queue).toMatchObject([{ id, at: 'Approve', title: 'First' }]);

  const { standing, targets, facts } = await setup.model.dossier(id);
  if (standing.kind !== 'waiting') throw new Error(`it is ${standing.kind}`);
  expect((standing.expiresMs ?? 0) - (standing.sinceMs ?? 0)).toBe(60 * 60_000);
  expect(targets).toEqual(['Prod']);
  expect(facts.base).toBeUndefined();
  expect(facts.comment).toBe('Release v1');
});

test('the files that a release changes are those since what runs; before the first there are none to tell', async () => {
  expect((await setup.model.dossier(id)).facts.files).toEqual(known(undefined));
  await setup.model.answer(id, 'Approve', await answer(true, ''));
  await setup.release.settle();
  const stack = setup.release.outside.stacks.get('Prod');
  if (stack === undefined) throw new Error('nothing is deployed');
  stack.status = 'CREATE_COMPLETE';
  await setup.release.local.clock.advance(60_000);
  await setup.release.settle();
  setup.release.outside.head = { commitId: 'c2', message: 'Second' };
  await setup.release.client().send(new StartPipelineExecutionCommand({ name: PIPELINE }));

  const { facts, factHashes } = await setup.model.dossier(await setup.toApproval());
  expect(facts.base).toMatchObject({ id });
  expect(facts.files).toEqual(known({ files: [{ path: 'c1-c2.ts', kind: 'changed' }], more: false }));
  expect(Object.keys(factHashes)).toContain('files');
});

test('an approval carries the comment, the hash of what was read, and the principal', async () => {
  const given = await answer(true, 'Looked at it');
  await setup.model.answer(id, 'Approve', given);
  await setup.release.settle();

  const { standing } = await setup.model.dossier(id);
  expect(standing).toMatchObject({
    kind: 'answered',
    approved: true,
    comment: 'Looked at it',
    dossier: given.hash,
  });
  const { actionExecutionDetails = [] } = await setup.options.clients.codepipeline.send(
    new ListActionExecutionsCommand({ pipelineName: PIPELINE }),
  );
  expect(actionExecutionDetails.map(({ output }) => output?.executionResult?.externalExecutionSummary)).toContain(
    `Looked at it [dossier sha256:${given.hash}, ${await setup.model.principal()}]`,
  );
});

test('what was answered is not answered again', async () => {
  const given = await answer(true, '');
  await setup.model.answer(id, 'Approve', given);
  await setup.release.settle();
  expect(await refusal(setup.model.answer(id, 'Approve', given))).toMatch(/answered already: approved/);
});

test('of two who answer at once, one is told that the other was first', async () => {
  const given = await answer(true, '');
  const both = await Promise.allSettled([
    setup.model.answer(id, 'Approve', given),
    setup.model.answer(id, 'Approve', { ...given, approve: false, comment: 'No' }),
  ]);
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const rejected = both.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  expect(rejected).toEqual([expect.any(Refused)]);
});

test('a rejection needs a comment, which is then what the history says', async () => {
  expect(await refusal(answer(false, ' ').then((given) => setup.model.answer(id, 'Approve', given)))).toMatch(
    /A rejection needs a comment/,
  );
  await setup.model.answer(id, 'Approve', await answer(false, 'Not before the holidays'));
  await setup.release.settle();
  const { releases } = await setup.model.history(1);
  expect(releases[0]).toMatchObject({ id, outcome: 'rejected' });
  const { hash: dossier } = await setup.model.dossier(id);
  const by = await setup.model.principal();
  expect(releases[0]?.answers).toEqual([
    { stage: 'Approve', by, approved: false, comment: 'Not before the holidays', dossier },
  ]);
  const { stages, brief } = await setup.model.release(id);
  expect(stages.at(-1)?.actions[0]).toMatchObject({ dossier });
  const said = JSON.stringify([stages, brief, await setup.model.pipeline()]);
  expect(said).toContain('Not before the holidays');
  expect(said).not.toContain('[dossier');
});

test('an answer to other facts than those that were read is refused, and says which have changed', async () => {
  const given = await answer(true, '');
  const stale = { ...given, hash: '0'.repeat(64), factHashes: { ...given.factHashes, base: 'another' } };
  expect(await refusal(setup.model.answer(id, 'Approve', stale))).toBe(
    'The dossier has changed since you read it: what runs there now. Nothing was changed. Read what is new, then answer again.',
  );
  expect((await setup.model.dossier(id)).standing.kind).toBe('waiting');
});

test('an approval whose execution was stopped meanwhile is void and says why', async () => {
  const given = await answer(true, '');
  await setup.release
    .client()
    .send(new StopPipelineExecutionCommand({ pipelineName: PIPELINE, pipelineExecutionId: id, abandon: true }));
  await setup.release.settle();
  expect(await refusal(setup.model.answer(id, 'Approve', given))).toMatch(/The approval is void; nothing was changed/);
  expect((await setup.model.dossier(id)).standing).toMatchObject({ kind: 'void' });
});

test('an approval that nobody answered in time is void', async () => {
  await setup.release.local.clock.advance(61 * 60_000);
  const { standing } = await setup.model.dossier(id);
  expect(standing.kind).toBe('void');
});

test('who answered with another client is named', async () => {
  await setup.release.client().send(
    new PutApprovalResultCommand({
      pipelineName: PIPELINE,
      stageName: 'Approve',
      actionName: 'Ask',
      token: await setup.release.token('Approve'),
      result: { status: 'Rejected', summary: 'From a terminal' },
    }),
  );
  await setup.release.settle();
  const { standing } = await setup.model.dossier(id);
  expect(standing).toMatchObject({ kind: 'answered', approved: false, by: 'developer', comment: 'From a terminal' });
});
