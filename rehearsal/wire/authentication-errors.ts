import { ServiceError } from '../kernel/errors.ts';
import { formatTimestamp, type JudgedTime } from '../kernel/signature-time.ts';
import type { ServiceModel } from './model.ts';

/*
 * What AWS answers to a request that it cannot authenticate. The codes differ by protocol:
 * https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html (Query),
 * https://docs.aws.amazon.com/codepipeline/latest/APIReference/CommonErrors.html (JSON),
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */

type Spoken = 's3' | 'query' | 'json' | 'restJson';
const spoken = (model: ServiceModel): Spoken => {
  if (model.signingName === 's3') return 's3';
  if (model.kind === 'query' || model.kind === 'restXml') return 'query';
  return model.kind === 'restJson' ? 'restJson' : 'json';
};
/** The JSON protocols answer 400 where the others answer 403. */
const statusFor = (model: ServiceModel): number => (spoken(model) === 'json' ? 400 : 403);

/** How far a caller's clock may be off, in milliseconds: fifteen minutes, of the JSON protocols five. */
export const toleranceMs = (model: ServiceModel): number =>
  (spoken(model) === 's3' || spoken(model) === 'query' ? 15 : 5) * 60_000;

export const missingToken = (): ServiceError =>
  new ServiceError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);

export function unknownKey(model: ServiceModel, accessKeyId: string): ServiceError {
  if (spoken(model) === 's3')
    return new ServiceError(
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
      403,
      { AWSAccessKeyId: accessKeyId },
    );
  const code = spoken(model) === 'query' ? 'InvalidClientTokenId' : 'UnrecognizedClientException';
  return new ServiceError(code, 'The security token included in the request is invalid.', statusFor(model));
}

export function wrongToken(model: ServiceModel, accessKeyId: string): ServiceError {
  return spoken(model) === 's3'
    ? new ServiceError('InvalidToken', 'The provided token is malformed or otherwise invalid.', 400)
    : unknownKey(model, accessKeyId);
}

export function expiredToken(model: ServiceModel): ServiceError {
  if (spoken(model) === 's3') return new ServiceError('ExpiredToken', 'The provided token has expired.', 400);
  const code = spoken(model) === 'query' ? 'ExpiredToken' : 'ExpiredTokenException';
  return new ServiceError(code, 'The security token included in the request is expired', statusFor(model));
}

export function incomplete(model: ServiceModel, what: string): ServiceError {
  if (spoken(model) === 's3')
    return new ServiceError('AuthorizationHeaderMalformed', `The authorization header is malformed; ${what}`, 400);
  const code = spoken(model) === 'query' ? 'IncompleteSignature' : 'IncompleteSignatureException';
  return new ServiceError(code, what, spoken(model) === 'json' ? 400 : 403);
}

const invalidSignature = (model: ServiceModel, what: string): ServiceError =>
  new ServiceError(
    spoken(model) === 'query' || spoken(model) === 's3' ? 'SignatureDoesNotMatch' : 'InvalidSignatureException',
    what,
    statusFor(model),
  );

/** Signed for another service. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html */
export const wrongService = (model: ServiceModel): ServiceError =>
  invalidSignature(model, `Credential should be scoped to correct service: '${model.signingName}'.`);

/** A request is signed in its header or in its query: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html */
export function twoSignatures(model: ServiceModel): ServiceError {
  const what =
    'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified';
  return spoken(model) === 's3' ? new ServiceError('InvalidArgument', what, 400) : incomplete(model, what);
}

export interface Computed {
  readonly accessKeyId: string;
  readonly canonical: string;
  readonly toSign: string;
  readonly signature: string;
}

export function wrongSignature(
  model: ServiceModel,
  { accessKeyId, canonical, toSign, signature }: Computed,
): ServiceError {
  const start = 'The request signature we calculated does not match the signature you provided. Check your';
  if (spoken(model) === 's3')
    return new ServiceError('SignatureDoesNotMatch', `${start} key and signing method.`, 403, {
      AWSAccessKeyId: accessKeyId,
      StringToSign: toSign,
      SignatureProvided: signature,
      CanonicalRequest: canonical,
    });
  const end = 'AWS Secret Access Key and signing method. Consult the service documentation for details.';
  return invalidSignature(model, `${start} ${end}`);
}

export const wrongPayloadHash = (given: string, computed: string): ServiceError =>
  new ServiceError(
    'XAmzContentSHA256Mismatch',
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    400,
    { ClientComputedContentSHA256: given, S3ComputedContentSHA256: computed },
  );

/** A word for the body that S3 does not know. */
export const noPayloadHash = (given: string, words: readonly string[]): ServiceError =>
  new ServiceError(
    'InvalidArgument',
    `x-amz-content-sha256 must be ${words.join(', ')} or a valid sha256 value.`,
    400,
    { ArgumentName: 'x-amz-content-sha256', ArgumentValue: given },
  );

/** Headers of AWS's own that somebody may have put there after the request was signed. */
export const unsignedHeaders = (model: ServiceModel, names: readonly string[]): ServiceError =>
  spoken(model) === 's3'
    ? new ServiceError('AccessDenied', 'There were headers present in the request which were not signed', 403, {
        HeadersNotSigned: names.join(', '),
      })
    : invalidSignature(
        model,
        names.map((name) => `'${name}' must be a 'SignedHeader' in the AWS Authorization.`).join('\n'),
      );

/** The caller's clock is wrong, or the request was kept for too long. */
export function wrongTime(model: ServiceModel, timestamp: string, { verdict, nowMs }: JudgedTime): ServiceError {
  const tolerance = toleranceMs(model);
  const minutes = tolerance / 60_000;
  if (spoken(model) === 's3')
    return new ServiceError(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      403,
      { RequestTime: timestamp, ServerTime: new Date(nowMs).toISOString(), MaxAllowedSkewMilliseconds: tolerance },
    );
  const now = formatTimestamp(nowMs);
  const message =
    verdict === 'expired'
      ? `Signature expired: ${timestamp} is now earlier than ${formatTimestamp(nowMs - tolerance)} (${now} - ${minutes} min.)`
      : `Signature not yet current: ${timestamp} is still later than ${formatTimestamp(nowMs + tolerance)} (${now} + ${minutes} min.)`;
  return invalidSignature(model, message);
}

/** A presigned URL that is used too late, or too early. */
export function presignedTooLate(
  model: ServiceModel,
  { timestamp, expiresSeconds }: { readonly timestamp: string; readonly expiresSeconds: number },
  signedMs: number,
  judged: JudgedTime,
): ServiceError {
  if (spoken(model) !== 's3') {
    const code = spoken(model) === 'query' ? 'RequestExpired' : 'InvalidSignatureException';
    return new ServiceError(code, 'Request has expired.', spoken(model) === 'query' ? 400 : statusFor(model));
  }
  const message = judged.verdict === 'expired' ? 'Request has expired' : 'Request is not yet valid';
  return new ServiceError('AccessDenied', message, 403, {
    ...(judged.verdict === 'expired' ? { 'X-Amz-Expires': expiresSeconds } : { 'X-Amz-Date': timestamp }),
    Expires: new Date(signedMs + expiresSeconds * 1000).toISOString(),
    ServerTime: new Date(judged.nowMs).toISOString(),
  });
}
