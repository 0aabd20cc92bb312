import { isDenial } from '../../grant-propagation.ts';
import { Envelope, PAYLOAD_TYPE, type PassportDemand, signedDigest } from './contract.ts';
import { decidePassport, type PassportVerdict, refused } from './decide.ts';
import type { ReportedVersion } from './start-up.ts';

/** The AWS calls that the check makes. */
export interface PassportClients {
  /** What Lambda reports of one version. */
  readonly reportedVersion: (versionArn: string) => Promise<ReportedVersion>;
  /** The text of an object. @throws `NoSuchKey`, or `AccessDenied` to who may not list the bucket, where there is none */
  readonly readObject: (endpoint: string, bucket: string, key: string) => Promise<string>;
  /** Whether KMS takes the signature for one of the digest by this key. */
  readonly verify: (keyArn: string, digest: Uint8Array, signature: Uint8Array) => Promise<boolean>;
}

/** A release has one signature; more than a few in an envelope only keep the hook busy. */
const SIGNATURES_MAX = 3;

/**
 * Whether a version runs what the pipeline has built for its function of the commit that is released. Everything that is missing or does not hold
 * is a reason not to let traffic through.
 *
 * @throws the error of AWS where it denies a call, to be asked again: the hook's rights are seconds old
 */
export async function checkPassport(
  demand: PassportDemand,
  versionArn: string,
  clients: PassportClients,
): Promise<PassportVerdict> {
  const place = `s3://${demand.bucket}/${demand.key}`;
  const text = await readPassport(demand, clients, place);
  if (text === undefined) return refused(`commit ${demand.commit} has none: there is no ${place}`);
  const envelope = Envelope.safeParse(text);
  if (!envelope.success) return refused(`${place} is no envelope: ${envelope.error.issues[0]?.message}`);
  const { payloadType, payload: encoded, signatures } = envelope.data;
  if (payloadType !== PAYLOAD_TYPE) return refused(`its payload is ${payloadType} instead of ${PAYLOAD_TYPE}`);
  const payload = Buffer.from(encoded, 'base64');
  const digest = signedDigest(payloadType, payload);
  let holds = false;
  for (const { sig } of signatures.slice(0, SIGNATURES_MAX)) {
    holds ||= await clients.verify(demand.signingKeyArn, digest, Buffer.from(sig, 'base64'));
  }
  if (!holds) return refused(`no signature of ${place} holds with ${demand.signingKeyArn}`);
  return decidePassport(demand, payload.toString('utf8'), await clients.reportedVersion(versionArn));
}

/** @returns undefined where there is none */
async function readPassport(
  { endpoint, bucket, key, commit }: PassportDemand,
  clients: PassportClients,
  place: string,
): Promise<string | undefined> {
  try {
    return await clients.readObject(endpoint, bucket, key);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === 'NoSuchKey') return undefined;
    // S3 tells who may not list a bucket nothing of what is not there.
    if (isDenial(error.name))
      error.message = `commit ${commit} has no passport, or ${place} may not be read: ${error.message}`;
    throw error;
  }
}
