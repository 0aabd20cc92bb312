import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { uuid } from '../../kernel/ids.ts';
import { calledVia } from '../../kernel/principal.ts';
import type { Context, HttpRoute, Kernel } from '../../kernel/service.ts';
import { BadPackage, unzipPackage } from '../../runtimes/lambda/package-folder.ts';
import { invalid, notImplemented } from './errors.ts';
import type { CodeReference } from './state.ts';

interface GivenCode {
  readonly ZipFile?: Uint8Array | undefined;
  readonly S3Bucket?: string | undefined;
  readonly S3Key?: string | undefined;
  readonly S3ObjectVersion?: string | undefined;
  readonly ImageUri?: string | undefined;
}

const hexOf = (codeSha256: string) => Buffer.from(codeSha256, 'base64').toString('hex');
const folder = (kernel: Kernel) => {
  const path = join(kernel.store.folder('lambda'), 'packages');
  mkdirSync(path, { recursive: true });
  return path;
};
const zipFile = (kernel: Kernel, codeSha256: string) => join(folder(kernel), `${hexOf(codeSha256)}.zip`);

/** Where a package is unzipped: the LAMBDA_TASK_ROOT of every function that has this code. */
export const taskFolder = (kernel: Kernel, codeSha256: string): string => join(folder(kernel), hexOf(codeSha256));

/** What S3 answered for the package, with the rights of the caller, as Lambda does. */
async function fetchObject(code: GivenCode, context: Context): Promise<Uint8Array> {
  const s3 = context.clients.as(S3Client, calledVia(context.principal, 'lambda.amazonaws.com'), context.region);
  try {
    const object = await s3.send(
      new GetObjectCommand({ Bucket: code.S3Bucket, Key: code.S3Key, VersionId: code.S3ObjectVersion }),
    );
    return (await object.Body?.transformToByteArray()) ?? new Uint8Array();
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    throw invalid(`Error occurred while GetObject. S3 Error Code: ${error.name}. S3 Error Message: ${error.message}`);
  }
}

async function fetchZip(code: GivenCode, context: Context): Promise<Uint8Array> {
  if (code.ImageUri !== undefined) throw notImplemented('container images (ImageUri)');
  if (code.ZipFile !== undefined) return code.ZipFile;
  if (code.S3Bucket === undefined || code.S3Key === undefined)
    throw invalid('Please provide a source for function code.');
  return fetchObject(code, context);
}

/**
 * Takes a deployment package in: keeps the zip file and unzips it. The same bytes are kept once.
 * @throws ServiceError when S3 does not give it or it is no zip file
 */
export async function storeCode(code: GivenCode, context: Context): Promise<CodeReference> {
  const zip = Buffer.from(await fetchZip(code, context));
  const codeSha256 = createHash('sha256').update(zip).digest('base64');
  const path = zipFile(context, codeSha256);
  try {
    await unzipPackage(zip, taskFolder(context, codeSha256));
  } catch (error) {
    if (error instanceof BadPackage) throw invalid(error.message);
    throw error;
  }
  if (!existsSync(path)) {
    const partial = `${path}.${uuid()}`;
    writeFileSync(partial, zip);
    renameSync(partial, path);
  }
  return { codeSha256, codeSizeBytes: zip.byteLength };
}

const ROUTE = /^\/_lambda\/packages\/([0-9a-f]{64})\.zip$/;

/** Where the package can be downloaded: what AWS gives as a presigned URL of a bucket of its own. */
export const codeLocation = (kernel: Kernel, codeSha256: string): string =>
  `${kernel.endpoint}/_lambda/packages/${hexOf(codeSha256)}.zip`;

/** No bucket's name begins with an underscore, so that the path cannot be one of S3's. */
export const packageRoute: HttpRoute = {
  matches: (url) => ROUTE.test(url.pathname),
  handle: async (_request, response, url, kernel) => {
    const [, hex = ''] = ROUTE.exec(url.pathname) ?? [];
    const path = join(folder(kernel), `${hex}.zip`);
    if (!existsSync(path)) {
      response.writeHead(404, { 'content-type': 'text/plain' });
      response.end(`There is no package ${hex}.\n`);
      return;
    }
    const zip = readFileSync(path);
    response.writeHead(200, { 'content-type': 'application/zip', 'content-length': zip.byteLength });
    response.end(zip);
  },
};
