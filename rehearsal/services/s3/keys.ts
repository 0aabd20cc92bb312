import { ServiceError } from '../../kernel/errors.ts';

/**
 * A key may have relative path elements, and they are a part of it like any other; but read from the left there must never be
 * more of `..` than of folders to leave. AWS documents the rule and not the error's code.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
 * @throws ServiceError `InvalidURI`
 */
export function refuseClimbing(key: string): void {
  let depth = 0;
  for (const segment of key.split('/')) {
    if (segment === '..') depth--;
    else if (segment !== '' && segment !== '.') depth++;
    if (depth < 0) throw new ServiceError('InvalidURI', "Couldn't parse the specified URI.", 400, { URI: key });
  }
}
