import { expect, test } from '@jest/globals';
import { EXIT } from '../../cli/program.ts';
import { FIRST_PUSH } from '../../console/model/outcome.ts';
import type { ReleaseModel } from '../console/release-model.ts';
import { onThePipeline, startAPipeline } from './at-a-terminal.ts';

/* What CreatePipeline starts before anybody has pushed, as a newcomer sees it. */

let setup: ReleaseModel;
startAPipeline(
  async (started) => {
    setup = started;
    await setup.release.settle();
  },
  { pushed: false },
);
const WORDS = 'Created';

test('is told by status without a failure, with the next step', async () => {
  const { code, stdout } = await onThePipeline('status');
  expect(code).toBe(EXIT.ok);
  expect(stdout).toMatch(new RegExp(`^ - Source {2}Nothing pushed yet {2}${WORDS}$`, 'm'));
  expect(stdout).toContain(`     ${FIRST_PUSH}\n`);
  expect(stdout).not.toMatch(/✖|Failed/);
});

test('is told so by status and history as JSON, beside the status of AWS', async () => {
  const status = JSON.parse((await onThePipeline('status', '--json')).stdout);
  expect(status).toMatchObject({
    stages: [{ name: 'Source', status: 'Failed', outcome: 'created' }, {}, {}, {}],
    ended: [{ status: 'Failed', outcome: 'created' }],
  });
  const history = JSON.parse((await onThePipeline('history', '--json')).stdout);
  expect(history.releases).toMatchObject([{ status: 'Failed', outcome: 'created' }]);
});

test('is told by history, and is nothing that the figures of delivery count', async () => {
  const { stdout } = await onThePipeline('history');
  expect(stdout).toMatch(new RegExp(`^- ${WORDS} .* - +Nothing pushed yet +Source .*the pipeline was created`, 'm'));
  expect(stdout).toContain(FIRST_PUSH);
  expect((await onThePipeline('metrics')).stdout).toMatch(/^Change failure rate +- /m);
});

test('has a brief that says what to do', async () => {
  const [{ id } = { id: '' }] = await setup.model.executions();
  const release = await setup.model.release(id);
  expect(release).toMatchObject({
    outcome: 'created',
    stages: [{ name: 'Source', outcome: 'created' }],
    brief: { known: true, value: { commit: { known: true, value: undefined } } },
  });
  expect((await onThePipeline('watch', id)).stdout).toBe(
    `The pipeline was created, and nothing was pushed yet. ${FIRST_PUSH}\n`,
  );
});
