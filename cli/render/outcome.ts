import type { Outcome } from '../../console/model/outcome.ts';

/** How a release ended, in words. */
export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  underWay: 'under way',
  released: 'released',
  takenBack: 'taken back',
  rejected: 'rejected',
  stopped: 'stopped early',
  superseded: 'superseded',
  restarted: 'began again',
};
