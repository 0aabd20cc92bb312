import type { PrincipalGrants } from './granted.ts';

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** How much a first release allows: `116 permissions to 18 principals`. */
export const grantedWords = (granted: readonly PrincipalGrants[]): string =>
  `${counted(
    granted.reduce((sum, one) => sum + one.sentences.length, 0),
    'permission',
  )} to ${counted(granted.length, 'principal')}`;
