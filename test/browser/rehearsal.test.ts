import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  ListActionExecutionsCommand,
  PutApprovalResultCommand,
  RetryStageExecutionCommand,
  type StageRetryMode,
} from '@aws-sdk/client-codepipeline';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { sessionModel, startSessionConsole } from '../../cli/commands/session-console.ts';
import type { Console } from '../../console/server/start.ts';
import { failsForSomeStudents, newRevision } from '../../rehearsal/scenarios/edits.ts';
import { readProjectSettings } from '../../rehearsal/session/project-settings.ts';
import { startProdTraffic } from '../../rehearsal/session/release.ts';
import { deployPipeline, openSession, type Session } from '../../rehearsal/session/session.ts';
import { approvalToken } from './approval-token.ts';
import { axeViolationsInBothThemes } from './axe.ts';
import { describeInBrowser, PHONE } from './browser.ts';
import { meanwhile } from './meanwhile.ts';
import { screenshots } from './screenshots.ts';
import { createVisitor, fitsWidth, tabTo } from './visitor.ts';

const { pipelineName: PIPELINE } = readProjectSettings();

/*
 * The console in a browser, on a real rehearsal: two pushes, and the people around them. The tests are one story and build
 * on each other, since a build takes most of a minute.
 */

const ROOT = resolve(import.meta.dirname, '..', '..');
/** A release takes as long as its builds do, on whatever machine. */
const RELEASE_MS = 5 * 60_000;
const CHAPTER_MS = 3 * RELEASE_MS;
const REQUESTS_PER_SECOND = 5;
/** Waiting passes so much faster than the wall clock; slower while somebody looks at a canary. */
const SPEED = { waiting: 120, looking: 5 };
const GOOD = 'The first release';
const BAD = 'Students come from the migrated table';

describeInBrowser('the console of a rehearsal', (browser) => {
  let folder: string;
  let session: Session;
  let served: Console;
  let isBroken = false;
  const ending = new AbortController();
  const visitor = createVisitor(browser, () => served.url, RELEASE_MS);

  /** A part of the story: where one has failed, those after it would only wait for what does not come. */
  function chapter(name: string, tell: () => Promise<void>): void {
    test(
      name,
      async () => {
        if (isBroken) throw new Error('An earlier part of the story failed');
        isBroken = true;
        try {
          await tell();
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          const pipeline = await meanwhile(session.clients.codepipeline, PIPELINE);
          throw new Error(`${message}\nMeanwhile, in the pipeline:\n${pipeline}`, { cause: error });
        }
        isBroken = false;
      },
      CHAPTER_MS,
    );
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-console-'));
    session = await openSession({
      projectRoot: ROOT,
      folder,
      port: 0,
      speed: SPEED.waiting,
      onStep: () => undefined,
      signal: ending.signal,
    });
    await deployPipeline(session);
    served = await startSessionConsole(sessionModel(session));
  }, CHAPTER_MS);
  afterEach(async () => {
    await visitor.leave();
    expect(faults.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await served.stop();
    await session.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }, RELEASE_MS);

  const faults: string[] = [];
  /** Takes a page, and notes what of it somebody cannot see or use; that is told at the end, since the release does not wait. */
  async function judge(page: Page, name: string): Promise<void> {
    await screenshots(page, name);
    if (!(await fitsWidth(page))) faults.push(`${name}: wider than the screen`);
    faults.push(...(await axeViolationsInBothThemes(page)).map((violation) => `${name}: ${violation}`));
  }

  const push = async (message: string, edits: Parameters<Session['workspace']['commit']>[1]): Promise<void> => {
    await session.workspace.commit(message, edits);
    await session.workspace.push(session.remote);
  };

  async function approve(page: Page): Promise<void> {
    const answered = page.waitForResponse('**/api/approval/**');
    await page.getByRole('button', { name: 'Approve' }).click();
    expect((await answered).status()).toBe(200);
  }

  /** Waits on the pipeline's page until a release asks for the approval of a stage. @returns its execution */
  async function toApproval(title: string, stage: string): Promise<string> {
    const page = await visitor.open();
    const call = page.getByRole('region', { name: `${stage} waits for an approver` }).filter({ hasText: title });
    return ((await call.getByRole('link').getAttribute('href')) ?? '').replace('/approval/', '');
  }

  const retry = (stageName: string, pipelineExecutionId: string, retryMode: StageRetryMode) =>
    session.clients.codepipeline.send(
      new RetryStageExecutionCommand({ pipelineName: PIPELINE, stageName, pipelineExecutionId, retryMode }),
    );

  /** How the approvals of an execution were answered, the newest first. */
  async function approvals(pipelineExecutionId: string): Promise<(string | undefined)[]> {
    const { actionExecutionDetails = [] } = await session.clients.codepipeline.send(
      new ListActionExecutionsCommand({ pipelineName: PIPELINE, filter: { pipelineExecutionId } }),
    );
    return actionExecutionDetails.filter(({ stageName }) => stageName === 'ApproveProd').map(({ status }) => status);
  }

  let good: string;
  let bad: string;

  chapter('what a first release newly allows is read and approved before anything of it is deployed', async () => {
    await push(GOOD, []);
    good = await toApproval(GOOD, 'ApprovePermissions');
    const page = await visitor.open(`/approval/${good}`);
    await page
      .getByText(/^All times here are of the rehearsal’s clock: .* times faster than on the wall clock/)
      .waitFor();
    await page.getByText('All new: no release has deployed it yet.').first().waitFor();
    await page
      .getByText(/^anyone: \d+ permissions$/)
      .first()
      .waitFor();
    await page.getByText('Not needed for this decision, which is about permissions alone.').waitFor();
    await judge(page, 'permissions');
    await approve(page);
  });

  chapter('a good release is approved with the keyboard alone, and goes to Prod', async () => {
    await toApproval(GOOD, 'ApproveProd');
    const page = await visitor.open();
    await page.getByRole('link', { name: 'Read and decide' }).waitFor();
    await judge(page, 'pipeline');

    await tabTo(page, 'Skip to the content');
    await tabTo(page, 'Read and decide');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your decision' }).waitFor();
    await judge(page, 'approval-first');
    await tabTo(page, 'Approve');
    await page.keyboard.press('Enter');
    await page.getByText('Approved by developer').waitFor();

    await page.goto(new URL(`/release/${good}`, served.url).href);
    await page.getByRole('heading', { name: new RegExp(`“${GOOD}” .* was released\\.`) }).waitFor();
    await judge(page, 'released');
  });

  chapter('a release is rejected on the phone, and the history says who and why', async () => {
    await push(BAD, [newRevision('2'), failsForSomeStudents]);
    bad = await toApproval(BAD, 'ApproveProd');
    const page = await visitor.open(`/approval/${bad}`, PHONE);
    await page.getByLabel('Comment').waitFor();
    await page
      .getByText(/The same as in what runs: \d+ findings, all acknowledged by \d+ entries of the ledger\./)
      .waitFor();
    await judge(page, 'approval-phone');

    await page.getByRole('button', { name: 'Reject' }).tap();
    await page.getByText('A rejection needs a comment').waitFor();
    await page.getByLabel('Comment').fill('Not before the holidays');
    await page.getByRole('button', { name: 'Reject' }).tap();
    await page.getByText('Rejected by developer').waitFor();

    const history = await visitor.open('/history');
    await history.getByText('rejected by developer').waitFor();
    expect(await history.getByText('Not before the holidays', { exact: true }).count()).toBe(1);
    const row = history.getByRole('row').filter({ hasText: 'Not before the holidays' });
    expect(await row.getByText(/^dossier [0-9a-f]{8}$/).count()).toBe(1);
    await judge(history, 'history-rejected');
  });

  chapter('an approval that somebody else has answered meanwhile is void, and is not answered again', async () => {
    await retry('ApproveProd', bad, 'FAILED_ACTIONS');
    const page = await visitor.open(`/approval/${bad}`);
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    await judge(page, 'approval');
    // The answer is held until it is too late.
    await page.route('**/api/approval/**', async (route) => {
      await session.clients.codepipeline.send(
        new PutApprovalResultCommand({
          pipelineName: PIPELINE,
          stageName: 'ApproveProd',
          actionName: 'Approve',
          token: await approvalToken(session.clients.codepipeline, PIPELINE, 'ApproveProd'),
          result: { status: 'Rejected', summary: 'From a terminal' },
        }),
      );
      await route.continue();
    });
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('This approval was answered already: rejected by developer').waitFor();
    await page.getByText('From a terminal').waitFor();
    expect(await approvals(bad)).toEqual(['Failed', 'Failed']);
  });

  chapter(
    'the endpoint stops and starts again: the pages recover by themselves, and nothing is approved twice',
    async () => {
      await retry('ApproveProd', bad, 'FAILED_ACTIONS');
      const page = await visitor.open(`/approval/${bad}`);
      const pipeline = await visitor.open();
      await pipeline.getByRole('link', { name: 'Read and decide' }).waitFor();
      await page.getByLabel('Comment').fill('Beta is quiet');
      await session.endpoint.kill();
      await pipeline.getByText('AWS does not answer').waitFor();
      await page.locator('main > .trouble').getByText('AWS does not answer').waitFor();
      await page.getByRole('button', { name: 'Approve' }).click();
      await page.getByRole('alert').getByText('AWS does not answer').waitFor();

      await session.crash();
      await pipeline.getByText('AWS does not answer').waitFor({ state: 'detached' });
      await page.locator('main > .trouble').getByText('AWS does not answer').waitFor({ state: 'detached' });
      expect(await approvals(bad)).toEqual(['InProgress', 'Failed', 'Failed']);
      await session.control.setSpeed(SPEED.looking);
      await approve(page);
      await page.getByText('Approved by developer').waitFor();
      expect(await approvals(bad)).toEqual(['Succeeded', 'Failed', 'Failed']);
    },
  );

  chapter('a canary is stopped and rolled back in two clicks, with a reason', async () => {
    const page = await visitor.open(`/release/${bad}`);
    await page.getByText('10 % set').first().waitFor();
    await page.getByRole('button', { name: 'Stop and roll back' }).click();
    await page.getByLabel(/^Reason/).fill('Support is told of missing students');
    await judge(page, 'stop');
    await page.getByRole('dialog').getByRole('button', { name: 'Stop and roll back' }).click();
    await session.control.setSpeed(SPEED.waiting);
    await page.getByRole('heading', { name: /was taken back from Prod .*: a person stopped it/ }).waitFor();
    await page
      .getByText(/answers with version \d+ again, for all traffic/)
      .first()
      .waitFor();
  });

  chapter('a bad release is watched while its canary runs, comes back, and its brief says what happened', async () => {
    await startProdTraffic(session, REQUESTS_PER_SECOND);
    await session.control.setSpeed(SPEED.looking);
    await retry('Prod', bad, 'ALL_ACTIONS');
    const page = await visitor.open(`/release/${bad}`);
    await page.getByRole('button', { name: 'Stop and roll back' }).waitFor();
    await page.getByText('10 % set').first().waitFor();
    // A canary that comes back within its first whole minute has none to be measured in.
    await page
      .getByText(/^(actual [\d.]+ %|not measured for a whole minute yet)$/)
      .first()
      .waitFor();
    for (const part of ['Error rate', 'Evidence that it is worse', 'Alarms that stop it', 'Hooks'])
      await page.getByRole('heading', { name: part }).first().waitFor();
    await judge(page, 'release');
    await session.control.setSpeed(SPEED.waiting);

    await page.getByRole('heading', { name: /was taken back from Prod .*: the alarm / }).waitFor();
    await page.getByText('could not be migrated').first().waitFor();
    await page
      .getByText(/answers with version \d+ again, for all traffic/)
      .first()
      .waitFor();
    await page
      .getByText(/^[1-9]\d* of [1-9]\d* requests?$/)
      .first()
      .waitFor();
    await judge(page, 'brief');

    const phone = await visitor.open(`/release/${bad}`, PHONE);
    await phone.getByRole('heading', { name: /was taken back from Prod/ }).waitFor();
    await judge(phone, 'brief-phone');

    const history = await visitor.open('/history');
    await history.getByRole('cell', { name: 'Taken back' }).waitFor();
    await judge(history, 'history');
  });

  chapter('an acknowledged finding is found, with who answers for it, and what the roles did', async () => {
    const page = await visitor.open('/security');
    await page
      .getByText(/^0 open: all acknowledged by \d+ entries of the ledger$/)
      .first()
      .waitFor();
    await page.getByLabel('Search').fill('traces of X-Ray');
    await page.getByText(/^1 of \d+ entries$/).waitFor();
    await page
      .getByText(/^until \d{4}-\d\d-\d\d/)
      .first()
      .waitFor();
    expect(await page.getByText('Release platform team').count()).toBe(1);
    await page.getByLabel('Search').fill('');
    await page.getByText(/grants? of [\d,]+ used since this rehearsal began/).waitFor();
    await page.getByLabel('Role or right').fill('PutApprovalResult');
    await page.getByText('codepipeline:PutApprovalResult').first().waitFor({ state: 'attached' });
    await page.getByLabel('Role or right').fill('');
    await judge(page, 'security');
  });
});
