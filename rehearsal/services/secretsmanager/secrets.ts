import type * as sdk from '@aws-sdk/client-secrets-manager';
import { ServiceError } from '../../kernel/errors.ts';
import type { Context } from '../../kernel/service.ts';
import type { Table } from '../../kernel/store.ts';

export const CURRENT = 'AWSCURRENT';
export const PREVIOUS = 'AWSPREVIOUS';

export interface SecretVersion {
  readonly id: string;
  readonly createdMs: number;
  readonly stages: readonly string[];
  /** KMS's ciphertext, base64, of a text or of bytes. */
  readonly ciphertext: string;
  readonly binary: boolean;
}
export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly createdMs: number;
  readonly changedMs: number;
  readonly description?: string | undefined;
  readonly keyId?: string | undefined;
  readonly tags: readonly sdk.Tag[];
  readonly policy?: string | undefined;
  readonly deletedMs?: number | undefined;
  /** When a secret that was deleted is gone for good. */
  readonly goneMs?: number | undefined;
  readonly versions: readonly SecretVersion[];
}

export const secrets = (context: Context): Table<Secret> => context.table('secretsmanager.secrets');
export const saveSecret = (context: Context, secret: Secret): void => secrets(context).put(secret.name, secret);

export const resourceNotFound = (message = "Secrets Manager can't find the specified secret.") =>
  new ServiceError('ResourceNotFoundException', message);
export const invalidRequest = (message: string) => new ServiceError('InvalidRequestException', message);
export const invalidParameter = (message: string) => new ServiceError('InvalidParameterException', message);

/** A secret by name, ARN, or ARN without its random suffix; a deleted one only when it is asked for. */
export function findSecret(context: Context, reference: string | undefined, deletedToo = false): Secret {
  const text = reference ?? '';
  const [, tail] = /^arn:aws:secretsmanager:[^:]*:\d*:secret:(.+)$/.exec(text) ?? [];
  const found =
    tail === undefined
      ? secrets(context).get(text)
      : secrets(context)
          .values()
          .find((secret) => secret.arn === text || secret.name === tail);
  const gone = found?.goneMs !== undefined && found.goneMs <= context.clock.now();
  if (found === undefined || gone) throw resourceNotFound();
  if (found.deletedMs !== undefined && !deletedToo)
    throw invalidRequest("You can't perform this operation on the secret because it was marked for deletion.");
  return found;
}

/** The version of an id and/or stage; the current one by default. */
export function findVersion(secret: Secret, id: string | undefined, stage: string | undefined): SecretVersion {
  const wanted = stage ?? (id === undefined ? CURRENT : undefined);
  const found = secret.versions.find(
    (version) => (id === undefined || version.id === id) && (wanted === undefined || version.stages.includes(wanted)),
  );
  if (found === undefined)
    throw resourceNotFound(
      id === undefined
        ? `Secrets Manager can't find the specified secret value for staging label: ${wanted}`
        : `Secrets Manager can't find the specified secret value for VersionId: ${id}`,
    );
  return found;
}

/** Moves stages to a version; what loses the current stage becomes the previous one. Versions without a stage go. */
export function withStages(versions: readonly SecretVersion[], id: string, stages: readonly string[]): SecretVersion[] {
  const loser = stages.includes(CURRENT)
    ? versions.find((one) => one.id !== id && one.stages.includes(CURRENT))
    : undefined;
  return versions
    .map((version) => {
      if (version.id === id) return { ...version, stages: [...new Set([...version.stages, ...stages])] };
      const kept = version.stages.filter(
        (stage) => !stages.includes(stage) && !(loser !== undefined && stage === PREVIOUS),
      );
      return { ...version, stages: version === loser ? [...kept, PREVIOUS] : kept };
    })
    .filter((version) => version.stages.length > 0);
}
