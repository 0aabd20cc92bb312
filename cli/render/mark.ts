import { OUTCOME_TONES, type Outcome } from '../../console/model/outcome.ts';
import type { Colors } from './colors.ts';

const MARKS: Readonly<Record<string, string>> = {
  Succeeded: '✔',
  Failed: '✖',
  InProgress: '●',
  Stopped: '■',
  Stopping: '■',
  Abandoned: '■',
  Superseded: '»',
  Cancelled: '■',
  Skipped: '-',
};
const OUTCOME_MARKS: Readonly<Record<Outcome, string>> = {
  underWay: '●',
  released: '✔',
  takenBack: '✖',
  rejected: '✖',
  stopped: '✖',
  superseded: '»',
  restarted: '■',
  created: '-',
};

/** One character for how a release ended. */
export function outcomeMark(outcome: Outcome, colors: Colors): string {
  const paint = { good: colors.green, bad: colors.red, busy: colors.cyan, quiet: colors.dim };
  return paint[OUTCOME_TONES[outcome]](OUTCOME_MARKS[outcome]);
}

/** One character for a status of CodePipeline or CodeDeploy. */
export function mark(status: string | undefined, colors: Colors): string {
  const symbol = MARKS[status ?? ''] ?? '○';
  if (symbol === '✔') return colors.green(symbol);
  if (symbol === '✖' || status === 'Abandoned' || status === 'Stopped') return colors.red(symbol);
  if (symbol === '●') return colors.cyan(symbol);
  return colors.dim(symbol);
}

/** A share of the traffic, in 20 cells. */
export function bar(percent: number, colors: Colors): string {
  const cells = 20;
  const filled = Math.round((percent / 100) * cells);
  return `${colors.cyan('█'.repeat(filled))}${colors.dim('░'.repeat(cells - filled))}`;
}
