import { randomBytes, randomUUID } from 'node:crypto';

const LOWER_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const UPPER_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

function pick(alphabet: string, length: number): string {
  let text = '';
  for (const byte of randomBytes(length)) text += alphabet[byte % alphabet.length];
  return text;
}

/** A UUID of version 4, as most AWS ids are. */
export const uuid = (): string => randomUUID();
/** Random lower-case letters and digits, as in API Gateway's ids. */
export const lowerId = (length: number): string => pick(LOWER_AND_DIGITS, length);
/** Random upper-case letters and digits, as in CodeDeploy's `d-XXXXXXXXX` and CloudFormation's name suffixes. */
export const upperId = (length: number): string => pick(UPPER_AND_DIGITS, length);
