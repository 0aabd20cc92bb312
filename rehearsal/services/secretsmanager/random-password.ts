import { randomInt } from 'node:crypto';
import { invalidParameter } from './secrets.ts';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const DEFAULT_LENGTH = 32;
const LONGEST = 4_096;

export interface PasswordRules {
  readonly PasswordLength?: number | undefined;
  readonly ExcludeCharacters?: string | undefined;
  readonly ExcludeNumbers?: boolean | undefined;
  readonly ExcludePunctuation?: boolean | undefined;
  readonly ExcludeUppercase?: boolean | undefined;
  readonly ExcludeLowercase?: boolean | undefined;
  readonly IncludeSpace?: boolean | undefined;
  readonly RequireEachIncludedType?: boolean | undefined;
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html */
export function randomPassword(rules: PasswordRules): string {
  const length = rules.PasswordLength ?? DEFAULT_LENGTH;
  if (length < 1 || length > LONGEST) throw invalidParameter(`PasswordLength must be between 1 and ${LONGEST}.`);
  const without = (characters: string) =>
    [...characters].filter((one) => !rules.ExcludeCharacters?.includes(one)).join('');
  const kinds = [
    rules.ExcludeLowercase === true ? '' : without(LOWER),
    rules.ExcludeUppercase === true ? '' : without(UPPER),
    rules.ExcludeNumbers === true ? '' : without(DIGITS),
    rules.ExcludePunctuation === true ? '' : without(PUNCTUATION),
    rules.IncludeSpace === true ? without(' ') : '',
  ].filter((kind) => kind !== '');
  const all = kinds.join('');
  if (all === '') throw invalidParameter('The password rules leave no character to choose from.');
  const pick = (from: string) => from.charAt(randomInt(from.length));
  const each = rules.RequireEachIncludedType === false ? [] : kinds;
  if (each.length > length)
    throw invalidParameter('The password length is too short for the required types based on the request.');
  const characters = [...each.map(pick), ...Array.from({ length: length - each.length }, () => pick(all))];
  for (let last = characters.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? '', characters[last] ?? ''];
  }
  return characters.join('');
}
