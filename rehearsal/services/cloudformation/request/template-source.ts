import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ServiceException } from '@smithy/core/client';
import { calledVia } from '../../../kernel/principal.ts';
import type { Context } from '../../../kernel/service.ts';
import { validation } from '../errors.ts';

/* https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const LONGEST_BODY_BYTES = 51_200;
const LONGEST_OBJECT_BYTES = 1_048_576;

export interface TemplateSource {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
  readonly UsePreviousTemplate?: boolean | undefined;
}

/**
 * The text of the template that a request names: in itself, in a bucket, or the stack's own.
 * @throws ServiceError ValidationError
 */
export async function templateText(
  source: TemplateSource,
  previous: string | undefined,
  context: Context,
): Promise<string> {
  const { TemplateBody: body, TemplateURL: url, UsePreviousTemplate: usePrevious } = source;
  const named = [body !== undefined, url !== undefined, usePrevious === true].filter(Boolean).length;
  if (named !== 1) throw validation('Either Template URL or Template Body must be specified.');
  if (body !== undefined) {
    if (Buffer.byteLength(body) > LONGEST_BODY_BYTES)
      throw validation(
        `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${LONGEST_BODY_BYTES}`,
      );
    return body;
  }
  if (url !== undefined) return fetchTemplate(url, context);
  if (previous === undefined) throw validation('UsePreviousTemplate can only be used when updating a stack');
  return previous;
}

async function fetchTemplate(url: string, context: Context): Promise<string> {
  const text = await (isStaged(url, context.endpoint) ? fetchStaged(url) : fetchObject(url, context));
  if (Buffer.byteLength(text) > LONGEST_OBJECT_BYTES)
    throw validation(`Template may not exceed ${LONGEST_OBJECT_BYTES} bytes in size.`);
  return text;
}

/** What another service staged outside the account's buckets: the endpoint's own paths begin with an underscore. */
const isStaged = (url: string, endpoint: string) => url.startsWith(`${endpoint}/_`);

/** As a signed URL: whoever has it may read it. */
async function fetchStaged(url: string): Promise<string> {
  const response = await fetch(url);
  const text = await response.text();
  if (!response.ok) throw validation(`S3 error: ${text.trim()}`);
  return text;
}

async function fetchObject(url: string, context: Context): Promise<string> {
  const place = bucketAndKey(url, context.endpoint);
  if (place === undefined) throw validation('TemplateURL must be a supported URL.');
  const s3 = context.clients.as(S3Client, calledVia(context.principal, 'cloudformation.amazonaws.com'), context.region);
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: place.bucket, Key: place.key }));
    return (await Body?.transformToString()) ?? '';
  } catch (error) {
    if (!ServiceException.isInstance(error)) throw error;
    throw validation(`S3 error: ${error.message}`);
  }
}

/** The object that a URL of S3 names, path-style or with the bucket in the host's name. */
export function bucketAndKey(text: string, endpoint: string): { bucket: string; key: string } | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const path = decodeURIComponent(url.pathname).slice(1);
  const [, inHost] = /^(?:(.+)\.)?s3[.-](?:[a-z0-9-]+\.)?amazonaws\.com$/.exec(url.hostname) ?? [];
  if (inHost !== undefined) return path === '' ? undefined : { bucket: inHost, key: path };
  const isPathStyle =
    /^s3[.-](?:[a-z0-9-]+\.)?amazonaws\.com$/.test(url.hostname) || url.origin === new URL(endpoint).origin;
  const slash = path.indexOf('/');
  if (!isPathStyle || slash < 1) return undefined;
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}
