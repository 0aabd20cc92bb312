import { formatChance, roundUp } from '../../app/release/detection/figures.ts';
import type { MustDetect, StageConfiguration } from '../../app/stage-configuration.ts';
import type { Colors } from './colors.ts';

/** What the alarms of one stage can see. Chances are 0 to 1; null is "none" or "does not apply". */
export interface StageAlarms {
  readonly stage: string;
  readonly shift: StageConfiguration['shift'];
  readonly bakeMinutes: number;
  readonly expected: StageConfiguration['expected'];
  /** Invocations of the new version of one function in the whole bake, on average. */
  readonly newVersionRequests: number;
  readonly mustDetect: MustDetect | null;
  readonly onInconclusive: StageConfiguration['onInconclusive'];
  /** Invocations of the new version from which on `mustDetect` would have been noticed. */
  readonly requestsNeeded: number | null;
  /** Chance that the expected traffic brings fewer. */
  readonly inconclusiveChance: number | null;
  /** What becomes of functions that have nothing read-only to be asked; null where nothing is asked. */
  readonly onNothingToAsk: StageConfiguration['onNothingToAsk'] | null;
  /** Synthetic requests to each version that are enough without users'; null where none are sent, or no number is enough. */
  readonly syntheticNeeded: number | null;
  /** The most that are sent in a bake; null where none are. */
  readonly syntheticMost: number | null;
  readonly alarms: readonly {
    readonly name: string;
    readonly watches: 'errors' | 'slowAnswers';
    readonly expectedPercent: number;
    readonly goodReleaseChance: number;
    readonly smallestDetectedPercent: number | null;
    readonly missChance: number | null;
  }[];
  readonly notComputed: readonly { readonly name: string; readonly reason: string }[];
  readonly bake: string;
  /** Why the synthesis fails, with the remedies. */
  readonly findings: readonly string[];
}

const HEADINGS = ['alarm', 'on a good release', 'fires on it', 'sees with 95 %', 'misses mustDetect'];
const WATCHED = { errors: 'failed', slowAnswers: 'too slow' } as const;

/** Columns as wide as their widest cell. */
function tableLines(rows: readonly (readonly string[])[]): string[] {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function describeShift({ shift, bakeMinutes }: StageAlarms): string {
  if (shift.kind === 'allAtOnce') return 'all at once';
  return shift.kind === 'canary'
    ? `${shift.percent} % for ${bakeMinutes} minutes`
    : `${shift.percent} % more every ${shift.everyMinutes} min, ${bakeMinutes} minutes`;
}

function stageLines(stage: StageAlarms, colors: Colors): string[] {
  const { expected, mustDetect } = stage;
  const must = mustDetect === null ? 'no mustDetect' : `must detect ${mustDetect.errorRatePercent} % errors`;
  const requests = Number(stage.newVersionRequests.toPrecision(3));
  const head = [
    describeShift(stage),
    `${expected.requestsPerSecond} requests/s`,
    `${requests} to the new version in the bake`,
    must,
    stage.requestsNeeded === null || stage.inconclusiveChance === null
      ? `never enough evidence: ${stage.onInconclusive}`
      : `fewer than the ${stage.requestsNeeded} needed (${formatChance(stage.inconclusiveChance)}): ${stage.onInconclusive}`,
    ...(stage.syntheticNeeded === null
      ? []
      : [
          `${stage.syntheticNeeded} synthetic requests to each version needed without users', ${stage.syntheticMost} at most`,
        ]),
    ...(stage.onNothingToAsk === null ? [] : [`nothing to ask: ${stage.onNothingToAsk}`]),
  ];
  const rows = stage.alarms.map((alarm) => [
    alarm.name,
    `${alarm.expectedPercent} % ${WATCHED[alarm.watches]}`,
    formatChance(alarm.goodReleaseChance),
    alarm.smallestDetectedPercent === null
      ? 'nothing'
      : `${roundUp(alarm.smallestDetectedPercent)} % ${WATCHED[alarm.watches]}`,
    alarm.missChance === null ? '-' : formatChance(alarm.missChance),
  ]);
  const verdict =
    stage.findings.length === 0
      ? [`${colors.green('✔')} ${stage.bake}`]
      : stage.findings.map((finding) => `${colors.red('✖')} ${finding}`);
  return [
    `${colors.bold(stage.stage)}  ${colors.dim(head.join(', '))}`,
    ...tableLines([HEADINGS, ...rows]).map((line) => `  ${line}`),
    ...stage.notComputed.map(({ name, reason }) => `  ${name}  ${colors.dim(`not computed: ${reason}`)}`),
    ...verdict.map((line) => `  ${line}`),
  ];
}

/** For each stage: what is expected, the chances of each alarm, and the verdict with its remedies. */
export function alarmLines(stages: readonly StageAlarms[], colors: Colors): string[] {
  return stages.flatMap((stage, index) => [...(index === 0 ? [] : ['']), ...stageLines(stage, colors)]);
}
