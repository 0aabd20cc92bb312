import type { MedianEstimate } from './statistics/median.ts';
import type { Estimate } from './statistics/proportion.ts';

const compact = (value: number): string =>
  value < 10 && !Number.isInteger(value) ? value.toFixed(1) : value.toFixed(0);

/** Such as `57 % [39, 73]`. */
export const percentText = ({ value, low, high }: Estimate): string =>
  `${compact(100 * value)} % [${compact(100 * low)}, ${compact(100 * high)}]`;

/** Such as `1.3 [0.2, 7]`, a hundred. */
export const perHundredText = ({ value, low, high }: Estimate): string =>
  `${compact(100 * value)} [${compact(100 * low)}, ${compact(100 * high)}]`;

/** Below this the interval of a median is marked. */
const FULL_CONFIDENCE = 0.95;

/** Such as `120 s [60, 180]`; a star where there are too few values for an interval of 95 %. */
export function medianText(estimate: MedianEstimate | undefined, unit = ''): string {
  if (estimate === undefined) return '-';
  const { value, low, high, confidence } = estimate;
  const mark = confidence < FULL_CONFIDENCE ? '*' : '';
  return `${compact(value)}${unit} [${compact(low)}, ${compact(high)}]${mark}`;
}
