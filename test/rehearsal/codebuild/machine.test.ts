import { expect, test } from '@jest/globals';
import {
  endPhase,
  isSucceeding,
  type Outcome,
  type PhaseType,
  phaseAfter,
  submitted,
} from '../../../rehearsal/services/codebuild/machine.ts';

const cases: [PhaseType, Outcome['status'], Outcome['onFailure'], PhaseType][] = [
  ['SUBMITTED', 'SUCCEEDED', undefined, 'QUEUED'],
  ['QUEUED', 'STOPPED', undefined, 'COMPLETED'],
  ['QUEUED', 'TIMED_OUT', undefined, 'COMPLETED'],
  ['PROVISIONING', 'FAILED', undefined, 'FINALIZING'],
  ['DOWNLOAD_SOURCE', 'FAILED', undefined, 'FINALIZING'],
  ['INSTALL', 'FAILED', undefined, 'FINALIZING'],
  ['INSTALL', 'FAILED', 'CONTINUE', 'PRE_BUILD'],
  ['PRE_BUILD', 'FAILED', 'ABORT', 'FINALIZING'],
  ['BUILD', 'FAILED', undefined, 'POST_BUILD'],
  ['BUILD', 'FAILED', 'ABORT', 'FINALIZING'],
  ['BUILD', 'STOPPED', 'CONTINUE', 'FINALIZING'],
  ['BUILD', 'TIMED_OUT', undefined, 'FINALIZING'],
  ['POST_BUILD', 'FAILED', undefined, 'UPLOAD_ARTIFACTS'],
  ['POST_BUILD', 'FAILED', 'ABORT', 'FINALIZING'],
  ['UPLOAD_ARTIFACTS', 'FAILED', undefined, 'FINALIZING'],
  ['FINALIZING', 'FAULT', undefined, 'COMPLETED'],
];
test.each(cases)('%s %s with on-failure %s goes to %s', (phase, status, onFailure, next) => {
  expect(phaseAfter(phase, { status, ...(onFailure === undefined ? {} : { onFailure }) })).toBe(next);
});

/** The statuses of the phases from SUBMITTED on; the rest succeeds. */
function play(outcomes: Partial<Record<PhaseType, Outcome>>) {
  let progress = submitted(0);
  for (let now = 1; progress.status === 'IN_PROGRESS'; now++)
    progress = endPhase(progress, outcomes[progress.currentPhase] ?? { status: 'SUCCEEDED' }, now);
  return progress;
}

test.each<[Partial<Record<PhaseType, Outcome>>, string]>([
  [{}, 'SUCCEEDED'],
  [{ BUILD: { status: 'FAILED' } }, 'FAILED'],
  [{ PRE_BUILD: { status: 'FAILED', onFailure: 'CONTINUE' } }, 'SUCCEEDED'],
  [{ BUILD: { status: 'FAILED' }, POST_BUILD: { status: 'TIMED_OUT' } }, 'TIMED_OUT'],
  [{ BUILD: { status: 'STOPPED' } }, 'STOPPED'],
  [{ PROVISIONING: { status: 'FAULT' } }, 'FAULT'],
])('a build with %j is %s', (outcomes, status) => {
  const progress = play(outcomes);
  expect(progress.status).toBe(status);
  expect(progress.phases.at(-1)).toEqual({ type: 'COMPLETED', startMs: progress.endMs });
  expect(isSucceeding(progress)).toBe(status === 'SUCCEEDED');
});
