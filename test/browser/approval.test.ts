import { PutApprovalResultCommand } from '@aws-sdk/client-codepipeline';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Console, startConsole } from '../../console/server/start.ts';
import { PIPELINE, type ReleaseModel, startReleaseModel } from '../console/release-model.ts';
import { describeInBrowser, PATIENCE_MS, PHONE } from './browser.ts';
import { createVisitor, fitsWidth, tabTo } from './visitor.ts';

/*
 * The console in a browser, on a rehearsal's endpoint: the pipeline, its approvals and its history are real, and what builds
 * and stacks answer is the test's.
 */

describeInBrowser('the console in a browser', (browser) => {
  let setup: ReleaseModel;
  let served: Console;
  let id: string;
  const bugs: unknown[] = [];
  const visitor = createVisitor(browser, () => served.url, PATIENCE_MS);

  beforeEach(async () => {
    setup = await startReleaseModel();
    served = await startConsole({
      ...setup.options,
      port: 0,
      readOnly: false,
      report: (error) => bugs.push(error),
    });
    id = await setup.toApproval();
  }, PATIENCE_MS);
  afterEach(async () => {
    await visitor.leave();
    await served.stop();
    await setup.release.local.stop();
    expect(bugs.splice(0)).toEqual([]);
  }, PATIENCE_MS);

  test(
    'a release is found, read and approved with the keyboard alone',
    async () => {
      const page = await visitor.open();
      await page.getByRole('link', { name: 'Read and decide' }).waitFor();
      await tabTo(page, 'Skip to the content');
      await tabTo(page, 'Read and decide');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Your decision' }).waitFor();
      await tabTo(page, 'Approve');
      await page.keyboard.press('Enter');
      await page.getByText('Approved by developer').waitFor();
      expect((await setup.model.dossier(id)).standing).toMatchObject({ kind: 'answered', approved: true });
    },
    PATIENCE_MS,
  );

  test(
    'a release is rejected on the phone, and the history says who and why',
    async () => {
      const page = await visitor.open(`/approval/${id}`, PHONE);
      await page.getByRole('button', { name: 'Reject' }).tap();
      await page.getByText('A rejection needs a comment').waitFor();
      await page.getByLabel('Comment').fill('Not before the holidays');
      await page.getByRole('button', { name: 'Reject' }).tap();
      await page.getByText('Rejected by developer').waitFor();
      expect(await fitsWidth(page)).toBe(true);

      const history = await visitor.open('/history');
      await history.getByText('rejected by developer').waitFor();
      expect(await history.getByText('Not before the holidays', { exact: true }).count()).toBe(1);
      expect(await history.getByText(/^dossier [0-9a-f]{8}$/).count()).toBe(1);
    },
    PATIENCE_MS,
  );

  test(
    'facts that change while somebody reads are told, and the answer is on those that the page showed first',
    async () => {
      const shown = await setup.model.dossier(id);
      const newer = { ...shown, hash: 'b'.repeat(64), factHashes: { ...shown.factHashes, commits: 'other' } };
      let state = shown;
      const page = await visitor.open('/history');
      await page.route('**/events?topic=approval*', (route) => {
        // The stream ends after its event, and the page asks again.
        const body = `retry: 200\nevent: state\ndata: ${JSON.stringify(state)}\n\n`;
        return route.fulfill({ contentType: 'text/event-stream', body });
      });
      await page.goto(new URL(`/approval/${id}`, served.url).href);
      await page.getByRole('heading', { name: 'Your decision' }).waitFor();
      state = newer;
      await page.getByText('The facts have changed since this page showed them').waitFor();
      const asked = page.waitForRequest('**/api/approval/**');
      await page.getByRole('button', { name: 'Approve' }).click();
      expect((await asked).postDataJSON()).toMatchObject({ hash: shown.hash });
    },
    PATIENCE_MS,
  );

  test(
    'an approval that somebody else answers meanwhile is void, and is not answered again',
    async () => {
      const page = await visitor.open(`/approval/${id}`);
      await page.getByRole('button', { name: 'Approve' }).waitFor();
      // The answer is held until it is too late.
      await page.route('**/api/approval/**', async (route) => {
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
        await route.continue();
      });
      await page.getByRole('button', { name: 'Approve' }).click();
      await page.getByText('This approval was answered already: rejected by developer').waitFor();
      await page.getByText('From a terminal').waitFor();
    },
    PATIENCE_MS,
  );
});
