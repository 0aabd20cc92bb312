import { type ListActionExecutionsCommandInput, StartPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { executionList, newestExecutions } from '../../../console/model/execution-list.ts';
import { createHistoryReader } from '../../../console/model/history-reader.ts';
import { PIPELINE, type ReleaseModel, startReleaseModel } from '../release-model.ts';

/* More releases than are told of at once. */
const RELEASES = 14;
const AT_ONCE = 10;

let setup: ReleaseModel;
beforeEach(async () => {
  setup = await startReleaseModel();
  await setup.release.settle();
  for (let release = 1; release < RELEASES; release++) {
    await setup.release.client().send(new StartPipelineExecutionCommand({ name: PIPELINE }));
    await setup.release.settle();
  }
});
afterEach(() => setup.release.local.stop());

test('of a long history the newest releases are told at once, and the older ones at a later look', async () => {
  const first = await setup.model.historySoFar();
  expect([first.releases.length, first.unread]).toEqual([AT_ONCE, RELEASES - AT_ONCE]);
  const whole = await setup.model.history(RELEASES);
  expect(whole.unread).toBe(0);
  expect(first.releases.map(({ id }) => id)).toEqual(whole.releases.slice(0, AT_ONCE).map(({ id }) => id));
  expect(whole.releases).toHaveLength(RELEASES);
  const later = await setup.model.historySoFar();
  expect([later.releases.length, later.unread]).toEqual([RELEASES, 0]);
});

test('of a long history no more is read than is asked for', async () => {
  const asked: (string | undefined)[] = [];
  setup.options.clients.codepipeline.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName === 'ListActionExecutionsCommand') {
          const { filter } = args.input as ListActionExecutionsCommandInput;
          asked.push(filter?.pipelineExecutionId);
        }
        return next(args);
      },
    { step: 'initialize' },
  );
  const few = await setup.model.history(3);
  expect(few.unread).toBe(RELEASES - 3);
  expect(few.releases).toHaveLength(3);
  expect(asked.toSorted()).toEqual(few.releases.map(({ id }) => id).toSorted());
  // The figures are of a month, and all of these began in it: one request tells of all.
  asked.length = 0;
  const month = await setup.model.metrics();
  expect(month.releases).toHaveLength(RELEASES);
  expect(asked).toEqual([undefined]);
});

test('releases of before the month are not read for its figures', async () => {
  const month = await setup.model.metrics();
  const [oldest] = month.releases.slice(-1);
  const from = await createHistoryReader(setup.release.client(), PIPELINE).from('Prod', (oldest?.startedMs ?? 0) + 1);
  const later = month.releases.filter(({ startedMs = 0 }) => startedMs > (oldest?.startedMs ?? 0));
  expect(from.rows.map(({ id }) => id)).toEqual(later.map(({ id }) => id));
  expect(from.unread).toBe(RELEASES - later.length);
  expect(from.sinceMs).toBe(oldest?.startedMs);
});

test('a list of executions is read as far as somebody asks', async () => {
  const list = executionList(setup.release.client(), PIPELINE);
  const [newest] = await list.until(({ length }) => length > 0);
  expect(await newestExecutions(setup.release.client(), PIPELINE, 1)).toEqual([newest]);
  expect(await list.until(() => false)).toHaveLength(RELEASES);
});
