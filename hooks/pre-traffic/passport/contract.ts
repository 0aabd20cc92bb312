import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { json } from '../../environment.ts';

const text = z.string().check(z.minLength(1));
const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/** What a release has built for one function, and how Lambda is to start it: as the template sets it, which is made by the same build. */
export const BuiltFunction = z.object({
  /** Name of its code among the subjects of the passport. */
  subject: text,
  runtime: text,
  handler: text,
  /** All that the function is given, with their values. */
  variables: z.record(z.string(), z.string()),
});
export type BuiltFunction = z.infer<typeof BuiltFunction>;

/**
 * Which passport a version has to show, and for what. All but the last is what the pipeline says: it sets these as parameters of the
 * stack.
 */
export const PassportDemand = z.object({
  /** S3's in the region of the bucket, such as `https://s3.eu-west-1.amazonaws.com`. */
  endpoint: z.string().check(z.startsWith('https://')),
  /** Where the passport of the commit is. */
  bucket: text,
  key: text,
  /** ARN of the key that only the pipeline's passport step may sign with. */
  signingKeyArn: text,
  /** ARN of the pipeline that must have built the code. */
  pipelineArn: text,
  /** Of the release that is deployed. */
  commit: text,
  /** Id of the execution that deploys it. That of the passport is another one where a stage goes back to an earlier release. */
  execution: text,
  /** What the version has to be made of. */
  built: BuiltFunction,
});
export type PassportDemand = z.infer<typeof PassportDemand>;

/** What is signed: https://github.com/in-toto/attestation/blob/main/spec/v1/envelope.md */
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
export const PREDICATE_TYPE = 'https://slsa.dev/provenance/v1';
export const SIGNING_ALGORITHM = 'ECDSA_SHA_256';

/** A signed document: https://github.com/secure-systems-lab/dsse/blob/master/envelope.md */
export const Envelope = json(
  z.object({
    payloadType: text,
    /** Base64. */
    payload: text,
    signatures: z.array(z.object({ keyid: z.optional(z.string()), sig: text })).check(z.minLength(1)),
  }),
);
export type Envelope = z.infer<typeof Envelope>;

/**
 * The passport of a release: which code was built of which commit, by which pipeline, and what else came of it. It holds for every
 * stage. https://slsa.dev/spec/v1.0/provenance
 */
export const Statement = json(
  z.object({
    _type: z.literal(STATEMENT_TYPE),
    /** The archives that are deployed as functions, by the hash that Lambda reports of each. */
    subject: z.array(z.object({ name: text, digest: z.object({ sha256 }) })).check(z.minLength(1)),
    predicateType: z.literal(PREDICATE_TYPE),
    predicate: z.looseObject({
      buildDefinition: z.looseObject({ externalParameters: z.looseObject({ commit: text }) }),
      runDetails: z.looseObject({
        builder: z.looseObject({ id: text }),
        metadata: z.looseObject({
          /** The execution that built it: the pipeline's ARN, a slash, and the id. */
          invocationId: text,
          /** All executions that release the commit, in the same form; a commit may be released more than once. */
          executions: z.optional(z.array(text)),
        }),
      }),
    }),
  }),
);
export type Statement = z.infer<typeof Statement>;

/**
 * SHA-256 of what a signature of an envelope is made over. A digest, because a statement is longer than what KMS signs.
 * https://github.com/secure-systems-lab/dsse/blob/master/protocol.md
 */
export function signedDigest(payloadType: string, payload: Uint8Array): Uint8Array {
  return createHash('sha256')
    .update(`DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `)
    .update(payload)
    .digest();
}
