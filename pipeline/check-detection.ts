import { describeShortcoming } from '../app/release/detection/describe.ts';
import { remedies } from '../app/release/detection/remedies.ts';
import { shortcomings } from '../app/release/detection/shortcomings.ts';
import type { StageConfiguration } from '../app/stage-configuration.ts';

/** What is wrong with the stage's bake, and what to change; empty where nothing is. */
export function detectionFindings(stage: StageConfiguration): readonly string[] {
  const found = shortcomings(stage);
  if (found.length === 0) return [];
  const enough = remedies(stage);
  const remedy =
    enough.length === 0
      ? 'no two changes are enough: with so little traffic shift allAtOnce, where hooks and tests judge the release'
      : `any one of these is enough: ${enough.join('; ')}`;
  return found.map(
    (one) => `stage '${stage.name}': ${describeShortcoming(stage, one)}. In pipeline/environments.ts, ${remedy}`,
  );
}

/**
 * Checks that no alarm takes back more good releases than may be, and that each bake can notice what its stage says it
 * must.
 *
 * @throws Error with the figures and the remedies of every stage that fails
 */
export function checkDetection(stages: readonly StageConfiguration[]): void {
  const findings = stages.flatMap(detectionFindings);
  if (findings.length > 0) throw new Error(findings.map((finding) => `environments: ${finding}`).join('\n'));
}
