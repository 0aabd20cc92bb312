/** Looks beyond this many are merged into longer ones: fewer looks see a little less, and cost less to compute. */
const MOST_LOOKS = 30;

/** One look at the counts of both versions since the look before, which have the same share throughout. */
export interface Look {
  readonly seconds: number;
  /** The new version's share of the traffic, 0 to 1. */
  readonly share: number;
}

/** The looks at a bake of which the share of each minute is given. */
export function looksAt(sharesByMinute: readonly number[], lookSeconds: number): readonly Look[] {
  const looks: Look[] = [];
  const seconds = lookSeconds * Math.ceil((sharesByMinute.length * 60) / lookSeconds / MOST_LOOKS);
  let [share, collected] = [sharesByMinute[0] ?? 0, 0];
  const end = () => {
    if (collected > 0) looks.push({ seconds: collected, share });
    collected = 0;
  };
  for (let second = 0; second < sharesByMinute.length * 60; second += lookSeconds) {
    const now = sharesByMinute[Math.floor(second / 60)] ?? share;
    if (now !== share) end();
    share = now;
    collected += lookSeconds;
    if (collected >= seconds) end();
  }
  end();
  return looks;
}
