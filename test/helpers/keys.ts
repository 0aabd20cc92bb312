/** Keys as IAM and STS answer them. */
interface Issued {
  readonly AccessKeyId?: string | undefined;
  readonly SecretAccessKey?: string | undefined;
  readonly SessionToken?: string | undefined;
}

/** A user's keys as clients take them. */
export const keysOf = (issued: Issued | undefined) => ({
  accessKeyId: issued?.AccessKeyId ?? '',
  secretAccessKey: issued?.SecretAccessKey ?? '',
});

/** The keys of a session as clients take them. */
export const sessionKeysOf = (issued: Issued | undefined) => ({
  ...keysOf(issued),
  sessionToken: issued?.SessionToken ?? '',
});
