import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../rehearsal/kernel/errors.ts';

const FILE = join(import.meta.dirname, '..', 'cdk.json');
/** The CDK's own. https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-customizing.html */
const QUALIFIER = 'hnb659fds';
const context = z.object({
  'slipway:pipelineName': z.string().default('slipway'),
  '@aws-cdk/core:bootstrapQualifier': z.string().default(QUALIFIER),
});
const schema = z.object({ context: context.prefault({}) });

/** What of the project's settings the command line goes by. */
export interface ProjectSettings {
  readonly pipelineName: string;
  /** Of the bootstrap that the project deploys with. */
  readonly qualifier: string;
}

/** @throws UserError where cdk.json is not what it should be */
export function readProjectSettings(file = FILE): ProjectSettings {
  try {
    const read = schema.parse(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
    const { 'slipway:pipelineName': pipelineName, '@aws-cdk/core:bootstrapQualifier': qualifier } = read.context;
    return { pipelineName, qualifier };
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new UserError('CdkJson', `${file} is not what it should be: ${why}`, 'Correct it.');
  }
}
