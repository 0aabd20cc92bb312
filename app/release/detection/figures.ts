const SIGNIFICANT_DIGITS = 2;

/** Rounded up to two digits, so that what is claimed still holds: 17.6632 gives 18. */
export function roundUp(value: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) + 1 - SIGNIFICANT_DIGITS);
  // Without the subtraction a value that is already round would go up by its own representation error.
  return Number((Math.ceil(value / unit - 1e-9) * unit).toPrecision(SIGNIFICANT_DIGITS));
}

/** A chance of 0 to 1 in percent: `7.3 %`, `<0.01 %`, `>99.99 %`, `0 %`. */
export function formatChance(chance: number): string {
  if (chance <= 0) return '0 %';
  if (chance < 0.0001) return '<0.01 %';
  if (chance > 0.9999) return '>99.99 %';
  const percent = 100 * chance;
  return `${Number(percent > 99 ? percent.toFixed(2) : percent.toPrecision(SIGNIFICANT_DIGITS))} %`;
}
