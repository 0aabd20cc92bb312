import { validation } from './errors.ts';

/*
 * DynamoDB's numbers: 38 significant digits, magnitudes from 1E-130 to 9.9...9E+125.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */

const MOST_DIGITS = 38;
const LARGEST_EXPONENT = 125;
const SMALLEST_EXPONENT = -130;

/** `sign * digits * 10^scale`; digits has no trailing zero. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: bigint;
  readonly scale: number;
}

function parse(text: string): Decimal {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text.trim()) ?? [];
  if (sign === undefined || (whole === '' && fraction === ''))
    throw validation(
      text === ''
        ? 'The parameter cannot be converted to a numeric value'
        : `The parameter cannot be converted to a numeric value: ${text}`,
    );
  let digits = `${whole}${fraction}`.replace(/^0+/, '');
  let scale = Number(exponent) - fraction.length;
  const trimmed = digits.replace(/0+$/, '');
  scale += digits.length - trimmed.length;
  digits = trimmed;
  if (digits === '') return { negative: false, digits: 0n, scale: 0 };
  return { negative: sign === '-', digits: BigInt(digits), scale };
}

function check(value: Decimal): Decimal {
  if (value.digits === 0n) return value;
  const length = value.digits.toString().length;
  const magnitude = length - 1 + value.scale;
  if (length > MOST_DIGITS) throw validation('Attempting to store more than 38 significant digits in a Number');
  if (magnitude > LARGEST_EXPONENT)
    throw validation('Number overflow. Attempting to store a number with magnitude larger than supported range');
  if (magnitude < SMALLEST_EXPONENT)
    throw validation('Number underflow. Attempting to store a number with magnitude smaller than supported range');
  return value;
}

function format({ negative, digits, scale }: Decimal): string {
  const text = digits.toString();
  const sign = negative ? '-' : '';
  if (scale >= 0) return `${sign}${text}${'0'.repeat(scale)}`;
  if (-scale < text.length) return `${sign}${text.slice(0, scale)}.${text.slice(scale)}`;
  return `${sign}0.${'0'.repeat(-scale - text.length)}${text}`;
}

const PLAIN = /^(0|-?[1-9]\d{0,14})$/;
/** The one form in which a number is kept and answered. */
export const normalizeNumber = (text: string): string => (PLAIN.test(text) ? text : format(check(parse(text))));

function align(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const scale = Math.min(a.scale, b.scale);
  const lift = (one: Decimal) => (one.negative ? -1n : 1n) * one.digits * 10n ** BigInt(one.scale - scale);
  return [lift(a), lift(b), scale];
}

/** Both in kept form. */
export function addNumbers(a: string, b: string): string {
  if (PLAIN.test(a) && PLAIN.test(b)) return String(Number(a) + Number(b));
  const [left, right, scale] = align(parse(a), parse(b));
  const sum = left + right;
  return format(check(parse(`${sum}e${scale}`)));
}
export const negateNumber = (text: string): string =>
  text === '0' ? text : text.startsWith('-') ? text.slice(1) : `-${text}`;

export function compareNumbers(a: string, b: string): number {
  if (a === b) return 0;
  if (PLAIN.test(a) && PLAIN.test(b)) return Number(a) < Number(b) ? -1 : 1;
  const [left, right] = align(parse(a), parse(b));
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Text whose byte order is the order of the numbers: sign, biased exponent, digits; all nines' complement when negative. */
export function sortableNumber(text: string): string {
  const { negative, digits, scale } = parse(text);
  if (digits === 0n) return '1';
  const figures = digits.toString();
  const exponent = String(figures.length - 1 + scale + 500).padStart(4, '0');
  const body = `${exponent}${figures.padEnd(MOST_DIGITS, '0')}`;
  return negative ? `0${body.replace(/\d/g, (digit) => String(9 - Number(digit)))}` : `2${body}`;
}
