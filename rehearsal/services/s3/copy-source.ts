import { percentDecoded } from '../../kernel/percent-decoded.ts';
import { invalidArgument } from './errors.ts';
import { refuseClimbing } from './keys.ts';

/** What an object is copied from. */
export interface CopySource {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId: string | undefined;
}

/**
 * The header `x-amz-copy-source`: `bucket/key`, percent-encoded, with `?versionId=` at its end. What is authorized and what is
 * read are both told by this one.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 * @throws ServiceError `InvalidArgument`, `InvalidURI`
 */
export function readCopySource(header = ''): CopySource {
  const [path = '', query] = header.replace(/^\//, '').split(/\?(.*)/s);
  const [, Bucket, Key] = /^([^/]+)\/(.+)$/s.exec(percentDecoded(path)) ?? [];
  if (Bucket === undefined || Key === undefined)
    throw invalidArgument(
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      'x-amz-copy-source',
      header,
    );
  refuseClimbing(Key);
  return { Bucket, Key, VersionId: new URLSearchParams(query).get('versionId') ?? undefined };
}
