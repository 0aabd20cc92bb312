import { OUTCOME_WORDS } from '../../console/model/outcome.ts';
import type { Summary } from '../../rehearsal/session/summary.ts';
import type { Colors } from './colors.ts';
import { firstLine, formatDuration } from './format.ts';
import { actionWord, executionOutcome } from './rehearsed-outcome.ts';

function deploymentLine(deployment: Summary['deployments'][number]): string {
  const weights = deployment.weights.map((change) => `${change.percentNew} %`).join(' → ');
  const error = deployment.errorCode === null ? '' : ` ${deployment.errorCode}`;
  const back = deployment.rollbackOf === null ? '' : `, takes back ${deployment.rollbackOf}`;
  const { evidence } = deployment;
  const said = evidence === null || (evidence.enough && evidence.synthetic === 0) ? '' : `; ${evidence.words}`;
  return `  ${deployment.id} ${deployment.group}: ${deployment.status}${error}${weights === '' ? '' : `, new version ${weights}`}${back}${said}`;
}

/** How a stage ended: by what failed in it, where that has a word of its own. */
function stageWord({ name, status, actions }: Summary['executions'][number]['stages'][number]): string {
  const failed = status === 'Succeeded' ? undefined : actions.find((action) => action.status === status);
  return failed === undefined ? status : actionWord(name, failed);
}

/** What happened, for a person. */
export function summaryLines(summary: Summary, colors: Colors): string[] {
  const verdict = summary.ok ? colors.green('✔ held') : colors.red('✖ did not hold');
  const { sent, failed, byVersion } = summary.requests;
  const versions = Object.entries(byVersion).map(([version, count]) => `${count} by ${version}`);
  const lines = [`${verdict}  ${colors.bold(summary.scenario)}  ${formatDuration(summary.wallMs)}`];
  for (const expectation of summary.expectations) {
    const sign = expectation.held ? colors.green('✔') : colors.red('✖');
    lines.push(`  ${sign} ${expectation.what}`);
    if (!expectation.held) lines.push(`      seen: ${expectation.seen}`);
  }
  for (const execution of summary.executions) {
    const stages = execution.stages.map((stage) => `${stage.name} ${stageWord(stage)}`).join(', ');
    lines.push(
      colors.dim(
        `  execution ${execution.id.slice(0, 8)} of ${execution.commit.slice(0, 8) || 'no commit'}: ${OUTCOME_WORDS[executionOutcome(execution)]} (${stages})`,
      ),
    );
    for (const { stage, name, status, summary: why } of execution.gates)
      if (status === 'Failed') lines.push(colors.dim(`    ${stage} / ${name}: ${why}`));
  }
  for (const action of summary.executions.flatMap((execution) => execution.stages).flatMap((stage) => stage.actions))
    for (const line of action.logTail ?? []) lines.push(colors.dim(`    | ${line}`));
  for (const deployment of summary.deployments) lines.push(colors.dim(deploymentLine(deployment)));
  lines.push(
    colors.dim(
      `  requests to Prod: ${sent} sent, ${failed} failed${versions.length === 0 ? '' : ` (${versions.join(', ')})`}`,
    ),
  );
  return lines;
}

/** Wall time of each step, and what the rehearsal kept but could not run. */
export function closingLines(summaries: readonly Summary[], colors: Colors): string[] {
  const steps = summaries.flatMap((summary) => summary.steps);
  const lines = steps.map((step) =>
    colors.dim(`  ${formatDuration(step.wallMs).padStart(7)}  ${firstLine(step.name, 70)}`),
  );
  const notRun = new Map(
    summaries.flatMap((summary) => summary.recordedNotRun).map((entry) => [`${entry.type} ${entry.logicalId}`, entry]),
  );
  if (notRun.size > 0) lines.push('Recorded, not run:');
  for (const { type, logicalId, why } of notRun.values()) lines.push(`  ${type} ${logicalId}: ${why}`);
  const peak = Math.max(0, ...summaries.map((summary) => summary.endpointPeakMiB));
  lines.push(colors.dim(`  peak memory of the endpoint: ${peak.toFixed(0)} MiB`));
  return lines;
}
