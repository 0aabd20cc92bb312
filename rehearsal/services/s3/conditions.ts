import { ServiceError } from '../../kernel/errors.ts';
import { noSuchKey, preconditionFailed } from './errors.ts';
import type { StoredObject } from './objects.ts';

interface Conditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}
const bare = (etag: string) => etag.replace(/^W\//, '').replace(/^"|"$/g, '');
const matches = (listed: string, etag: string) =>
  listed.split(',').some((one) => one.trim() === '*' || bare(one.trim()) === etag);
const second = (ms: number) => Math.floor(ms / 1000);

/**
 * Conditions of a read. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-reads.html
 * @throws ServiceError PreconditionFailed, or NotModified with status 304
 */
export function checkRead(object: StoredObject, input: Conditions): void {
  if (input.IfMatch !== undefined && !matches(input.IfMatch, object.etag)) throw preconditionFailed('If-Match');
  if (
    input.IfMatch === undefined &&
    input.IfUnmodifiedSince !== undefined &&
    second(object.modifiedMs) > second(input.IfUnmodifiedSince.getTime())
  )
    throw preconditionFailed('If-Unmodified-Since');
  const unchanged =
    input.IfNoneMatch === undefined
      ? input.IfModifiedSince !== undefined && second(object.modifiedMs) <= second(input.IfModifiedSince.getTime())
      : matches(input.IfNoneMatch, object.etag);
  if (unchanged) throw new ServiceError('NotModified', 'Not Modified', 304);
}

/**
 * Conditions of a write. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 * @param current the current version; undefined when there is none or it is a delete marker
 */
export function checkWrite(key: string, current: StoredObject | undefined, input: Conditions): void {
  if (input.IfNoneMatch !== undefined && current !== undefined) throw preconditionFailed('If-None-Match');
  if (input.IfMatch === undefined) return;
  if (current === undefined) throw noSuchKey(key);
  if (!matches(input.IfMatch, current.etag)) throw preconditionFailed('If-Match');
}
