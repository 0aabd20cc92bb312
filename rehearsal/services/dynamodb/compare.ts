import { compareNumbers } from './numbers.ts';
import { typeOf, type Value } from './values.ts';

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The order of two values of one ordered type; undefined for others, which no comparison holds for. */
export function compareValues(a: Value, b: Value): number | undefined {
  if ('S' in a && 'S' in b) return compareText(a.S, b.S);
  if ('N' in a && 'N' in b) return compareNumbers(a.N, b.N);
  if ('B' in a && 'B' in b) return Buffer.compare(Buffer.from(a.B, 'base64'), Buffer.from(b.B, 'base64'));
  return undefined;
}

export function equalValues(a: Value, b: Value): boolean {
  if (typeOf(a) !== typeOf(b)) return false;
  if ('SS' in a && 'SS' in b) return sameSet(a.SS, b.SS);
  if ('NS' in a && 'NS' in b) return sameSet(a.NS, b.NS);
  if ('BS' in a && 'BS' in b) return sameSet(a.BS, b.BS);
  if ('L' in a && 'L' in b)
    return (
      a.L.length === b.L.length &&
      a.L.every((one, i) => {
        const other = b.L[i];
        return other !== undefined && equalValues(one, other);
      })
    );
  if ('M' in a && 'M' in b) {
    const names = Object.keys(a.M);
    const others = b.M;
    return (
      names.length === Object.keys(others).length &&
      names.every((name) => {
        const left = a.M[name];
        const right = others[name];
        return left !== undefined && right !== undefined && equalValues(left, right);
      })
    );
  }
  if ('BOOL' in a && 'BOOL' in b) return a.BOOL === b.BOOL;
  if ('NULL' in a) return true;
  return compareValues(a, b) === 0;
}
const sameSet = (a: readonly string[], b: readonly string[]) => {
  const members = new Set(b);
  return a.length === b.length && a.every((one) => members.has(one));
};
