/** How the bake judge looks, and at what it rejects. */
export const BAKE_JUDGE = {
  /** Highest chance that one bake takes back a release that is no worse than the one before. */
  alpha: 0.01,
  /** Time between two looks, and period of the alarm on the evidence. */
  lookSeconds: 10,
} as const;
