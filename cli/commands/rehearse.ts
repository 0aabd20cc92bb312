import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plain, plainly } from '../../console/model/plain.ts';
import type { ReadModel } from '../../console/model/read-model.ts';
import type { Console } from '../../console/server/start.ts';
import type { EnforceMode } from '../../rehearsal/kernel/access.ts';
import { UserError } from '../../rehearsal/kernel/errors.ts';
import { removeAfterwards } from '../../rehearsal/kernel/remove-folder.ts';
import { mainJob } from '../../rehearsal/scenarios/main-job.ts';
import { findScenarios } from '../../rehearsal/scenarios/registry.ts';
import { runScenario } from '../../rehearsal/scenarios/run-scenario.ts';
import { CommandFailed } from '../../rehearsal/session/command.ts';
import { readStageApi } from '../../rehearsal/session/prod-state.ts';
import { startAccessRecorder } from '../../rehearsal/session/record-access.ts';
import { deployPipeline, openSession, PROD, type Session } from '../../rehearsal/session/session.ts';
import type { Summary } from '../../rehearsal/session/summary.ts';
import { pushUrl } from '../../rehearsal/session/workspace.ts';
import { checkOutputFile, outputFolder } from '../arguments/places.ts';
import { SPEED } from '../arguments/speed.ts';
import { colorsFor } from '../render/colors.ts';
import { formatDuration } from '../render/format.ts';
import { createPresenter } from '../render/presenter.ts';
import { withOutcomes } from '../render/rehearsed-outcome.ts';
import { closingLines, summaryLines } from '../render/summary.ts';
import { announceEnding, INTERRUPTED } from './interruption.ts';

export interface RehearseOptions {
  readonly once?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly scenario: readonly string[];
  readonly rps: number;
  /** Unless told otherwise, as fast as suits who watches, or scenarios. */
  readonly speed?: number;
  readonly keep?: string;
  readonly port: number;
  readonly enforce?: EnforceMode;
  readonly organizationPolicy?: string;
  readonly recordAccess?: string;
}

const PROJECT_ROOT = join(import.meta.dirname, '..', '..');

/** The main job: the release of the working tree, and a second one, or the scenarios that were asked for. */
export async function rehearse(options: RehearseOptions): Promise<number> {
  const chosen = options.scenario.length === 0 ? [mainJob] : findScenarios(options.scenario);
  const ending = new AbortController();
  const interrupted = new Promise<void>((resolveInterrupted) => {
    announceEnding(
      (line) => presenter.say(line),
      () => {
        ending.abort(new UserError('Interrupted', 'Interrupted', 'Nothing is left running.'));
        resolveInterrupted();
      },
    );
  });
  const stream = options.json ? process.stderr : process.stdout;
  if (!options.yes && process.stdin.isTTY !== true)
    throw new UserError(
      'NobodyToAsk',
      'The release asks for an approval, and standard input is no terminal',
      'Add --yes.',
    );
  // Told before the rehearsal, and not when it has been waited for.
  if (options.recordAccess !== undefined) checkOutputFile('--record-access', options.recordAccess);
  const speed = options.speed ?? (options.scenario.length === 0 ? SPEED.watched : SPEED.scenarios);
  let rate: number | null = speed;
  const colors = colorsFor(stream);
  const presenter = createPresenter({
    stream,
    yes: options.yes === true,
    signal: ending.signal,
    rate: () => rate,
    facts: async (approval) => {
      if (session === undefined) throw new Error('there is an approval, and no session');
      model ??= await readModelOf(session);
      return (await import('./approval-facts.ts')).approvalFacts(model, page, approval, colors);
    },
  });
  const folder =
    options.keep === undefined ? mkdtempSync(join(tmpdir(), 'slipway-')) : outputFolder('--keep', options.keep);
  const steps: { name: string; wallMs: number }[] = [];
  let session: Session | undefined;
  let model: ReadModel | undefined;
  let page: Console | undefined;
  const summaries: Summary[] = [];
  const tellEnd = () => {
    for (const line of closingLines(summaries, colors)) presenter.say(line);
    if (options.json) {
      const told = summaries.map(withOutcomes);
      process.stdout.write(`${JSON.stringify(options.scenario.length === 0 ? told[0] : told, null, 2)}\n`);
    }
  };
  try {
    session = await openSession({
      projectRoot: PROJECT_ROOT,
      folder,
      port: options.port,
      speed,
      enforce: options.enforce,
      organizationPolicy: options.organizationPolicy,
      signal: ending.signal,
      onStep: (name, wallMs) => {
        steps.push({ name, wallMs });
        presenter.say(colors.dim(`${formatDuration(wallMs).padStart(7)}  ${name}`));
      },
    });
    const opened = session;
    const ticking = setInterval(() => {
      // Only a picture of the clock: that the endpoint does not answer is told elsewhere.
      opened.control.clock().then(
        (clock) => {
          rate = clock.rate;
        },
        () => {
          rate = null;
        },
      );
    }, 1000);
    try {
      await deployPipeline(opened);
      // Who only wants the verdict opens no page.
      if (!options.once && options.scenario.length === 0) {
        model = await readModelOf(opened);
        page = await (await import('./session-console.ts')).startSessionConsole(model);
        presenter.say(`\nWatch, approve and roll back in the browser:\n  ${colors.bold(page.url)}`);
      }
      const access =
        options.recordAccess === undefined
          ? undefined
          : await startAccessRecorder(opened.endpoint.url, opened.clients.iam);
      for (const scenario of chosen) {
        presenter.say(`\n${colors.bold(scenario.name)}: ${scenario.push}`);
        const summary = await runScenario(opened, presenter, scenario, options.rps, steps);
        summaries.push(summary);
        for (const line of summaryLines(plainly(summary), colors)) presenter.say(line);
        await access?.scenarioEnded(scenario.name);
        // After each: what they did is not lost where a later one is interrupted.
        if (options.recordAccess !== undefined) await access?.write(options.recordAccess);
      }
      tellEnd();
      if (!options.once && options.scenario.length === 0) {
        await tellAddresses(opened, page, (line) => presenter.say(line));
        await interrupted;
      }
      return summaries.every((summary) => summary.ok) ? 0 : 1;
    } finally {
      clearInterval(ticking);
    }
  } catch (error) {
    if (!ending.signal.aborted && !(error instanceof CommandFailed)) throw error;
    // What scenarios have shown is true, whatever became of the ones after them.
    if (summaries.length > 0 && summaries.length < chosen.length) {
      presenter.say(`\n${summaries.length} of ${chosen.length} scenarios had ended.`);
      tellEnd();
    }
    if (ending.signal.aborted) return INTERRUPTED;
    process.stderr.write(`${plain(error instanceof Error ? error.message : String(error))}\n`);
    return 1;
  } finally {
    // Also of a release that was ended in the middle: a tree that is redrawn keeps the process alive.
    presenter.end();
    await page?.stop();
    await session?.stop();
    if (options.keep === undefined) removeAfterwards(folder);
  }
}

/** Loaded only where somebody looks: who only wants the verdict does not. */
const readModelOf = async (session: Session): Promise<ReadModel> =>
  (await import('./session-console.ts')).sessionModel(session);

/** How to look around while the endpoint stays up. */
async function tellAddresses(session: Session, page: Console | undefined, say: (line: string) => void): Promise<void> {
  const { endpoint, workspace, clients, remote } = session;
  const api = await readStageApi(clients, endpoint.url, PROD);
  if (page !== undefined) say(`\nThe console: ${page.url}`);
  say('\nThe endpoint stays up until Ctrl-C; what is released from now on is not shown here. In another terminal:\n');
  say(
    `  export AWS_ENDPOINT_URL=${endpoint.url} AWS_REGION=${endpoint.region} AWS_DEFAULT_REGION=${endpoint.region} \\`,
  );
  say(`         AWS_ACCESS_KEY_ID=${endpoint.accessKeyId} AWS_SECRET_ACCESS_KEY=${endpoint.secretAccessKey}\n`);
  say(`  cd ${PROJECT_ROOT}`);
  say('  npx slipway watch     # releases as they go, also those that you push; or in the console');
  say('  npx slipway approve   # what waits for you; status, logs, history, doctor: npx slipway --help\n');
  say(
    `  aws codepipeline get-pipeline-state --name ${session.project.pipelineName}   # before aws 2.13: --endpoint-url $AWS_ENDPOINT_URL`,
  );
  say('  aws deploy list-deployments');
  say('  aws cloudwatch describe-alarms --query "MetricAlarms[].[AlarmName,StateValue]"');
  if (api !== undefined) {
    say(`  curl -H 'x-api-key: ${api.apiKey}' '${api.localUrl}/getstudentdetails?Roll=T-0001'`);
  }
  say(
    `\n  cd ${workspace.folder}   # a clone of your working tree: change it, or break it, such as app/students/handlers/get-student-details.ts; then`,
  );
  say('  git commit -am "What I changed"');
  say(`  git push ${pushUrl(remote)} HEAD:${remote.branch}\n`);
}
