import { ServiceError } from './errors.ts';

/** @throws ServiceError `InvalidURI`, as S3 answers what is not percent-encoded UTF-8 */
export function percentDecoded(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new ServiceError('InvalidURI', "Couldn't parse the specified URI.", 400, { URI: encoded });
  }
}
