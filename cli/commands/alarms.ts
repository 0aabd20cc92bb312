import { figuresOf, newVersionRequests, smallestDetectedPercent } from '../../app/release/detection/assess.ts';
import { shareByMinute } from '../../app/release/detection/bake.ts';
import { describeBake } from '../../app/release/detection/describe.ts';
import { inconclusiveChance, requestsNeeded } from '../../app/release/detection/evidence-needed.ts';
import { notComputed } from '../../app/release/detection/stage-detectors.ts';
import { syntheticEvidence, syntheticMost } from '../../app/release/detection/synthetic-evidence.ts';
import type { StageConfiguration } from '../../app/stage-configuration.ts';
import { detectionFindings } from '../../pipeline/check-detection.ts';
import { environments } from '../../pipeline/environments.ts';
import { InvalidEnvironments } from '../../pipeline/invalid-environments.ts';
import { type PlannedStage, planStages, type ReleaseEntry } from '../../pipeline/waves.ts';
import { UserError } from '../../rehearsal/kernel/errors.ts';
import { alarmLines, type StageAlarms } from '../render/alarms.ts';
import { colorsFor } from '../render/colors.ts';

export interface AlarmsCommandOptions {
  readonly json?: boolean;
}

function alarmsOf(stage: StageConfiguration): StageAlarms {
  const { name, shift, expected, mustDetect, onInconclusive } = stage;
  return {
    stage: name,
    shift,
    bakeMinutes: shareByMinute(shift).length,
    expected,
    newVersionRequests: newVersionRequests(stage),
    mustDetect: mustDetect ?? null,
    onInconclusive,
    requestsNeeded: requestsNeeded(stage) ?? null,
    inconclusiveChance: inconclusiveChance(stage) ?? null,
    onNothingToAsk: stage.onNothingToAsk ?? null,
    syntheticNeeded: onInconclusive === 'syntheticTraffic' ? (syntheticEvidence(stage)?.perVersion ?? null) : null,
    syntheticMost: onInconclusive === 'syntheticTraffic' ? syntheticMost(stage) : null,
    alarms: figuresOf(stage).map(({ detector, expectedPercent, goodReleaseChance, missChance }) => ({
      name: detector.name,
      watches: detector.watches,
      expectedPercent,
      goodReleaseChance,
      smallestDetectedPercent: smallestDetectedPercent(stage, detector) ?? null,
      missChance: missChance ?? null,
    })),
    notComputed: notComputed(stage),
    bake: describeBake(stage),
    findings: detectionFindings(stage),
  };
}

/** @throws UserError where an entry has a value that is not valid */
function plan(entries: readonly ReleaseEntry[]): readonly PlannedStage[] {
  try {
    return planStages(entries);
  } catch (error) {
    if (!(error instanceof InvalidEnvironments)) throw error;
    throw new UserError('InvalidEnvironments', error.message, 'Correct pipeline/environments.ts.');
  }
}

/**
 * Prints what the alarms of each stage can see.
 * @param entries those of `pipeline/environments.ts` unless others are given
 * @returns 1 where the synthesis would fail on one of them
 * @throws UserError where a stage has a value that is not valid
 */
export async function alarms(
  options: AlarmsCommandOptions,
  entries: readonly ReleaseEntry[] = environments,
): Promise<number> {
  const assessed = plan(entries).flatMap((planned) => planned.environments.map(alarmsOf));
  process.stdout.write(
    options.json
      ? `${JSON.stringify(assessed, null, 2)}\n`
      : `${alarmLines(assessed, colorsFor(process.stdout)).join('\n')}\n`,
  );
  return assessed.every(({ findings }) => findings.length === 0) ? 0 : 1;
}
