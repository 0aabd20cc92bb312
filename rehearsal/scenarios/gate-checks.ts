import type { ReleaseResult } from '../session/release.ts';
import type { GateSummary } from '../session/summary.ts';
import type { ScenarioContext } from './scenario.ts';

/* What scenarios about gates expect, in their words. */

type Expect = ScenarioContext['expect'];

export const tellGates = (gates: readonly GateSummary[]): string =>
  gates.length === 0
    ? 'no gate was asked'
    : gates.map(({ stage, name, status, summary }) => `${stage} / ${name} ${status}: ${summary}`).join('; ');

/** A gate said no in these words, and the stage's first action never ran. */
export function expectKeptOut(
  expect: Expect,
  { execution }: ReleaseResult,
  stage: string,
  gate: string,
  words: readonly string[],
): void {
  const { gates } = execution;
  const closed = gates.filter(({ status }) => status === 'Failed');
  const own = closed.find((one) => one.stage === stage && one.name === gate);
  expect(
    `${gate} keeps the release out of ${stage}, and nothing else does`,
    execution.status === 'Failed' && own !== undefined && closed.length === 1,
    `${execution.status}; ${tellGates(execution.gates)}`,
  );
  const missing = words.filter((word) => own?.summary.includes(word) !== true);
  expect(`it says why: ${words.join(', ')}`, missing.length === 0, own?.summary ?? 'nothing was said');
  const ran = execution.stages.some(({ name }) => name === stage);
  expect(
    `no action of ${stage} ran`,
    execution.stages.length > 0 && !ran,
    execution.stages.map(({ name, status }) => `${name} ${status}`).join(', '),
  );
}
