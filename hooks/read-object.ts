import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';

/**
 * The text of an object of S3, by one signed GET: S3's own client would be a third of a hook's code.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 *
 * @param endpoint of S3 in the region, such as `https://s3.eu-west-1.amazonaws.com`
 * @throws Error with the code that S3 answers as its name: `NoSuchKey`, `AccessDenied`
 */
export async function readObject(endpoint: string, bucket: string, key: string): Promise<string> {
  const { protocol, hostname } = new URL(endpoint);
  const path = `/${[bucket, ...key.split('/')].map(encodeURIComponent).join('/')}`;
  const { AWS_REGION = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = process.env;
  const signer = new SignatureV4({
    service: 's3',
    region: AWS_REGION,
    credentials: {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
    },
    sha256: Sha256,
    // S3 signs a path as it is sent.
    uriEscapePath: false,
  });
  const { headers } = await signer.sign({
    method: 'GET',
    protocol,
    hostname,
    path,
    query: {},
    headers: { host: hostname },
  });
  const answer = await fetch(`${endpoint}${path}`, { headers });
  const text = await answer.text();
  if (answer.ok) return text;
  const part = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
  const error = new Error(part('Message') ?? `S3 answered with status ${answer.status}`);
  error.name = part('Code') ?? `Status${answer.status}`;
  throw error;
}
