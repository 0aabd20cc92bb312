import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { MakeClient } from './actor.ts';
import { validationError } from './errors.ts';
import type { Stack } from './state.ts';

interface Source {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
  readonly UsePreviousTemplate?: boolean | undefined;
}

/** `https://s3.<region>.amazonaws.com/<bucket>/<key>`, `https://<bucket>.s3.<region>.amazonaws.com/<key>`, or path-style elsewhere. */
export function locateTemplate(text: string): { bucket: string; key: string } {
  if (!URL.canParse(text)) throw validationError(`S3 error: Domain name specified in ${text} is not a valid S3 domain`);
  const url = new URL(text);
  const virtual = /^(.+)\.s3[.-]/.exec(url.hostname)?.[1];
  const path = decodeURIComponent(url.pathname.slice(1));
  if (virtual !== undefined) return { bucket: virtual, key: path };
  const slash = path.indexOf('/');
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}

/** The text of the template that a request names, in one of the three ways. */
export async function templateBody(make: MakeClient, source: Source, stack: Stack | undefined): Promise<string> {
  if (source.TemplateBody !== undefined) return source.TemplateBody;
  if (source.TemplateURL !== undefined) {
    const { bucket, key } = locateTemplate(source.TemplateURL);
    const answer = await make(S3Client)
      .send(new GetObjectCommand({ Bucket: bucket, Key: key }))
      .catch((error: Error) => {
        if (error.name === 'NoSuchKey' || error.name === 'NoSuchBucket' || error.name === 'AccessDenied')
          throw validationError(`S3 error: ${error.message} (${source.TemplateURL})`);
        throw error;
      });
    return (await answer.Body?.transformToString()) ?? '';
  }
  if (source.UsePreviousTemplate && stack?.current !== undefined) return stack.current.body;
  throw validationError('Either Template URL or Template Body must be specified.');
}
