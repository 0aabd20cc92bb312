import { buffer } from 'node:stream/consumers';
import type { S3Client, _Object as StoredObject } from '@aws-sdk/client-s3';
import { ZipFile } from 'yazl';
import type { Session } from '../../session/session.ts';

/* What somebody does who has the account's rights to buckets and functions, and not the key that passports are signed with. */

/** S3 as an administrator reaches it; loaded only by who exchanges something. */
export async function intrudersS3({ endpoint }: Session): Promise<S3Client> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  const { url, region, accessKeyId, secretAccessKey } = endpoint;
  return new S3Client({ endpoint: url, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 });
}

/** S3 as who publishes assets reaches it. Not even an administrator may encrypt in that bucket without becoming that role. */
export async function publishersS3({ endpoint }: Session): Promise<S3Client> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts');
  const { url, region, account, accessKeyId, secretAccessKey } = endpoint;
  const at = { endpoint: url, region, maxAttempts: 1 };
  const { Credentials: keys } = await new STSClient({ ...at, credentials: { accessKeyId, secretAccessKey } }).send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${account}:role/cdk-hnb659fds-file-publishing-role-${account}-${region}`,
      RoleSessionName: 'intruder',
    }),
  );
  const credentials = {
    accessKeyId: keys?.AccessKeyId ?? '',
    secretAccessKey: keys?.SecretAccessKey ?? '',
    sessionToken: keys?.SessionToken ?? '',
  };
  return new S3Client({ ...at, credentials });
}

/** Key of the object that was written last. */
export const newest = (objects: readonly StoredObject[]): string | undefined =>
  objects.toSorted((one, other) => (other.LastModified?.getTime() ?? 0) - (one.LastModified?.getTime() ?? 0))[0]?.Key;

/** Code that nobody has built: it answers everybody the same. */
export function foreignCode(): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(
    Buffer.from(
      "export const handler = async () => ({ statusCode: 200, body: JSON.stringify({ message: 'mine' }) });\n",
    ),
    'index.mjs',
  );
  zip.end();
  return buffer(zip.outputStream);
}
