/**
 * How a release is watched, by its name on the command line and in documents. `judge-of-users` is the product's deployment
 * group with nothing but users' requests to go by; `slipway` makes up for what they leave missing with its own.
 */
export const STRATEGIES = ['all-at-once', 'errors-above-zero', 'error-rate-5', 'judge-of-users', 'slipway'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** In the heading of a table. */
export const STRATEGY_TITLES: Readonly<Record<Strategy, string>> = {
  'all-at-once': 'all at once',
  'errors-above-zero': 'canary, Errors > 0',
  'error-rate-5': 'canary, rate > 5 %',
  'judge-of-users': 'canary, bake judge',
  slipway: 'bake judge, synthetic traffic',
};

/** The strategy that the others are compared with. */
export const OURS: Strategy = 'slipway';

/** Share of the traffic that a canary gives to the new version, and for how long. */
export const CANARY = { percent: 10, minutes: 5 } as const;

/**
 * Of how many runs a strategy takes part in one. Without an alarm nothing that a run could show differs from one to the
 * next but which requests failed, and its whole traffic goes to the new version.
 */
export const ONE_RUN_IN: Readonly<Record<Strategy, number>> = {
  'all-at-once': 4,
  'errors-above-zero': 1,
  'error-rate-5': 1,
  'judge-of-users': 1,
  slipway: 1,
};

export const functionNameOf = (strategy: Strategy): string => `Safety-${strategy}`;
export const groupNameOf = (strategy: Strategy): string => `${functionNameOf(strategy)}-${ALIAS_NAME}`;
export const ALIAS_NAME = 'live';
/** Leads to the old version whatever the release does. */
export const BASELINE_ALIAS_NAME = 'baseline';
/** Every release takes the alias from the first version to the second. */
export const OLD_VERSION = '1';
export const NEW_VERSION = '2';
