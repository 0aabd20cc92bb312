import type { PassportClients } from '../../../hooks/pre-traffic/passport/check.ts';

const unexpected = async (): Promise<never> => {
  throw new Error('nobody demands a passport');
};

/** For versions that need none. */
export const noPassport: PassportClients = { reportedVersion: unexpected, readObject: unexpected, verify: unexpected };
