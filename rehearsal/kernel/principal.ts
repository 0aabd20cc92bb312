import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';
import { upperId } from './ids.ts';
import type { Store } from './store.ts';

/** Who makes a call. `arn` is what `sts:GetCallerIdentity` answers. */
export interface Principal {
  readonly kind: 'user' | 'assumedRole' | 'service';
  readonly account: string;
  readonly arn: string;
  /** The unique id that AWS shows as UserId: `AIDA...` or `AROA...:session`. */
  readonly id: string;
  /** Of an assumed role: the role's own ARN. */
  readonly roleArn?: string;
  /** Of a service: its name, such as `codepipeline.amazonaws.com`; of an assumed role: the service that assumed it, if one did. */
  readonly service?: string;
  /** Of a service: the resource on whose behalf it calls (`aws:SourceArn`). */
  readonly sourceArn?: string;
  /** Services that call with the caller's own rights, in the order in which they were reached (`aws:CalledVia`). */
  readonly calledVia?: readonly string[];
  /** Of a session: the policies given to `sts:AssumeRole`, which narrow the role's own; JSON documents and policy ARNs. */
  readonly sessionPolicies?: readonly string[];
  readonly sessionPolicyArns?: readonly string[];
  readonly sessionTags?: Readonly<Record<string, string>>;
  /** Names of session tags that the sessions have, too, which this one begins. */
  readonly transitiveTagKeys?: readonly string[];
  /** Who it was that began a session; persists in the sessions that this one begins. */
  readonly sourceIdentity?: string;
  /** Of temporary credentials that STS issued: when, in virtual milliseconds since the Unix epoch (`aws:TokenIssueTime`). */
  readonly issuedMs?: number;
}

/** Whether a user acts with the temporary credentials of `sts:GetSessionToken`, which may do less than the user's own. */
export const isSessionOfUser = ({ kind, issuedMs }: Principal): boolean => kind === 'user' && issuedMs !== undefined;

/** The caller, as a service that acts with the caller's own rights presents itself. */
export const calledVia = (principal: Principal, service: string): Principal => ({
  ...principal,
  calledVia: [...(principal.calledVia ?? []), service],
});

/** Credentials of one principal, in the SDK's own form. */
export interface IssuedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Virtual milliseconds since the Unix epoch; absent for the long-lived keys of a user. */
  readonly expiresMs?: number;
}

interface Issued extends IssuedCredentials {
  readonly principal: Principal;
}

/** Every access key of the rehearsal and the principal behind it. */
export interface Principals {
  /** New temporary credentials (`ASIA...`) that end after `seconds` of virtual time. */
  issueSession(principal: Principal, seconds: number): IssuedCredentials;
  /** New long-lived access key (`AKIA...`) of a user. */
  issueAccessKey(principal: Principal): IssuedCredentials;
  revoke(accessKeyId: string): boolean;
  find(accessKeyId: string): Issued | undefined;
  /** Keys of one principal, by ARN. */
  keysOf(arn: string): IssuedCredentials[];
}

export function createPrincipals(store: Store, clock: Clock): Principals {
  const keys = store.table<Issued>('kernel.accessKeys');
  const secret = () => randomBytes(30).toString('base64');
  // Sessions are looked up on every request; parsing each time would be the larger part of authentication.
  const cache = new Map<string, Issued>();
  const keep = (issued: Issued): IssuedCredentials => {
    keys.put(issued.accessKeyId, issued);
    cache.set(issued.accessKeyId, issued);
    const { principal: _, ...credentials } = issued;
    return credentials;
  };
  return {
    issueSession: (principal, seconds) =>
      keep({
        principal,
        accessKeyId: `ASIA${upperId(16)}`,
        secretAccessKey: secret(),
        sessionToken: randomBytes(120).toString('base64'),
        expiresMs: clock.now() + seconds * 1000,
      }),
    issueAccessKey: (principal) => keep({ principal, accessKeyId: `AKIA${upperId(16)}`, secretAccessKey: secret() }),
    revoke: (accessKeyId) => {
      cache.delete(accessKeyId);
      return keys.delete(accessKeyId);
    },
    find: (accessKeyId) => {
      const known = cache.get(accessKeyId) ?? keys.get(accessKeyId);
      if (known !== undefined) cache.set(accessKeyId, known);
      return known;
    },
    keysOf: (arn) =>
      keys
        .values()
        .filter((issued) => issued.principal.arn === arn)
        .map(({ principal: _, ...credentials }) => credentials),
  };
}
