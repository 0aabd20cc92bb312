import { isSessionOfUser, type Principal } from '../kernel/principal.ts';
import { sameSecret } from '../kernel/same-secret.ts';
import type { Kernel } from '../kernel/service.ts';
import { judgeSignatureTime, parseTimestamp } from '../kernel/signature-time.ts';
import * as errors from './authentication-errors.ts';
import { chunksAreSigned } from './aws-chunked.ts';
import type { SentRequest } from './message.ts';
import type { ServiceModel } from './model.ts';
import {
  ALGORITHM,
  type CredentialScope,
  canonicalRequest,
  isPresigned,
  readSignature,
  type Signature,
  sha256,
  sign,
  signingKey,
  stringToSign,
  UNSIGNED_PAYLOAD,
} from './sigv4.ts';

/** What a region may be called: state is kept by it. */
const A_REGION = /^[a-z]{2,}(?:-[a-z]+)+-\d+$/;
/** The longest that a presigned URL may be valid: seven days. */
const LONGEST_PRESIGNED_SECONDS = 7 * 24 * 3600;

/** The words that may stand for the digest of a body of S3. https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
const PAYLOAD_WORDS: ReadonlySet<string> = new Set([
  UNSIGNED_PAYLOAD,
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
]);

/**
 * Who signed a request: the key is known and belongs to nobody else's session, whose user or role is still there, it has not
 * ended, the request is of now and for the service that is called, and its signature is the one that this key makes of it.
 * @param scope the one by which the model was found: there is no second reading of it
 * @throws ServiceError what AWS answers, in the codes of the service's protocol
 */
export function authenticate(
  kernel: Kernel,
  model: ServiceModel,
  request: SentRequest,
  scope: CredentialScope | undefined,
): Principal {
  const inHeader = request.headers.authorization !== undefined;
  if (!inHeader && !isPresigned(request)) throw errors.missingToken();
  if (inHeader && isPresigned(request)) throw errors.twoSignatures(model);
  const signature = scope === undefined ? undefined : readSignature(request, scope);
  if (signature === undefined)
    throw errors.incomplete(model, "Authorization header requires 'Credential', 'SignedHeaders' and 'Signature'.");
  if (signature.algorithm !== ALGORITHM)
    throw errors.incomplete(model, `Unsupported AWS 'algorithm': '${signature.algorithm}'.`);
  if (signature.signingName !== model.signingName) throw errors.wrongService(model);
  if (!A_REGION.test(signature.region))
    throw errors.incomplete(model, `Credential should be scoped to a valid region, not '${signature.region}'.`);
  const { accessKeyId } = signature;
  const issued = kernel.principals.find(accessKeyId);
  if (issued === undefined) throw errors.unknownKey(model, accessKeyId);
  const token = request.headers['x-amz-security-token'] ?? request.query.get('X-Amz-Security-Token') ?? undefined;
  if (issued.sessionToken !== token || !kernel.access.exists(kernel, issued.principal))
    throw errors.wrongToken(model, accessKeyId);
  if (issued.expiresMs !== undefined && issued.expiresMs < kernel.clock.now()) throw errors.expiredToken(model);
  checkTime(kernel, model, signature);
  checkSignature(model, request, signature, issued.secretAccessKey);
  // Without MFA, which there is none of here, the credentials of `sts:GetSessionToken` are none for IAM.
  if (model.signingName === 'iam' && isSessionOfUser(issued.principal)) throw errors.unknownKey(model, accessKeyId);
  return issued.principal;
}

function checkTime(kernel: Kernel, model: ServiceModel, signature: Signature): void {
  const { timestamp, date, expiresSeconds } = signature;
  const signedMs = parseTimestamp(timestamp);
  if (Number.isNaN(signedMs))
    throw errors.incomplete(
      model,
      `Date must be in ISO-8601 'basic format'. Got '${timestamp}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  if (!timestamp.startsWith(`${date}T`))
    throw errors.incomplete(
      model,
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${timestamp.slice(0, 8)}', from '${timestamp}'.`,
    );
  const tolerance = errors.toleranceMs(model);
  if (expiresSeconds === undefined) {
    const judged = judgeSignatureTime(kernel.clock, signedMs, tolerance, tolerance);
    if (judged.verdict !== 'current') throw errors.wrongTime(model, timestamp, judged);
    return;
  }
  if (!(expiresSeconds >= 1 && expiresSeconds <= LONGEST_PRESIGNED_SECONDS))
    throw errors.incomplete(model, `X-Amz-Expires must be between 1 and ${LONGEST_PRESIGNED_SECONDS} seconds`);
  const judged = judgeSignatureTime(kernel.clock, signedMs, expiresSeconds * 1000, tolerance);
  if (judged.verdict !== 'current')
    throw errors.presignedTooLate(model, { timestamp, expiresSeconds }, signedMs, judged);
}

/**
 * The digest of the body in the canonical request, or for S3 the word that stands in its place. Everywhere else the body is
 * signed whatever the request says of it.
 */
function payloadHash(model: ServiceModel, request: SentRequest, presigned: boolean): string {
  if (model.signingName !== 's3') return sha256(request.sent);
  const inQuery = presigned ? (request.query.get('X-Amz-Content-Sha256') ?? UNSIGNED_PAYLOAD) : undefined;
  const given = request.headers['x-amz-content-sha256'] ?? inQuery;
  if (given !== undefined && PAYLOAD_WORDS.has(given)) return given;
  const computed = sha256(request.sent);
  if (given === undefined || given === computed) return computed;
  throw /^[0-9a-f]{64}$/.test(given)
    ? errors.wrongPayloadHash(given, computed)
    : errors.noPayloadHash(given, [...PAYLOAD_WORDS]);
}

function checkSignature(model: ServiceModel, request: SentRequest, signature: Signature, secret: string): void {
  const { signedHeaders, accessKeyId, expiresSeconds } = signature;
  if (!signedHeaders.includes('host'))
    throw errors.incomplete(model, "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  const left = Object.keys(request.headers).filter(
    (name) => name.startsWith('x-amz-') && !signedHeaders.includes(name),
  );
  if (left.length > 0) throw errors.unsignedHeaders(model, left);
  const hash = payloadHash(model, request, expiresSeconds !== undefined);
  const key = signingKey(secret, signature);
  const canonical = canonicalRequest(request, signature, hash);
  const toSign = stringToSign(signature, canonical);
  const isSigned = sameSecret(signature.signature, sign(key, toSign));
  const signedStream = /^STREAMING-AWS4-HMAC-SHA256-PAYLOAD(-TRAILER)?$/.exec(hash);
  if (
    !isSigned ||
    (signedStream !== null && !chunksAreSigned(request.sent, signature, key, signedStream[1] !== undefined))
  )
    throw errors.wrongSignature(model, { accessKeyId, canonical, toSign, signature: signature.signature });
}
