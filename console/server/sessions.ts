import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Who has opened the console with its token. */
export interface Session {
  readonly id: string;
  /** Has to come with every change: another site can make a browser send a cookie, but cannot read this. */
  readonly csrfToken: string;
}

export interface Sessions {
  /** Is in the address that the console prints. */
  readonly token: string;
  /** @returns undefined where the token is wrong */
  open(token: string): Session | undefined;
  find(id: string | undefined): Session | undefined;
}

const secret = () => randomBytes(32).toString('base64url');
const digest = (text: string) => createHash('sha256').update(text).digest();
/** Whether two secrets are the same, in a time that says nothing about either. */
export const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

/** More browsers than these do not watch one pipeline: the oldest session ends. */
const SESSIONS_MOST = 50;

export function createSessions(): Sessions {
  const token = secret();
  const sessions = new Map<string, Session>();
  return {
    token,
    open: (given) => {
      if (!isSame(given, token)) return undefined;
      const session = { id: secret(), csrfToken: secret() };
      sessions.set(session.id, session);
      for (const id of [...sessions.keys()].slice(0, -SESSIONS_MOST)) sessions.delete(id);
      return session;
    },
    find: (id) => (id === undefined ? undefined : sessions.get(id)),
  };
}
