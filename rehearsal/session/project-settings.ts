import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../kernel/errors.ts';

const FILE = join(import.meta.dirname, '..', '..', 'cdk.json');
/** The CDK's own. https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-customizing.html */
const QUALIFIER = 'hnb659fds';
const context = z.object({
  'slipway:pipelineName': z.string().default('slipway'),
  'slipway:repositoryName': z.string().default('slipway'),
  'slipway:branch': z.string().default('main'),
  '@aws-cdk/core:bootstrapQualifier': z.string().default(QUALIFIER),
});
const schema = z.object({ context: context.prefault({}) });

/** What of the project's settings a rehearsal and the command line go by. */
export interface ProjectSettings {
  readonly pipelineName: string;
  readonly repositoryName: string;
  /** That the pipeline releases. */
  readonly branch: string;
  /** Of the bootstrap that the project deploys with. */
  readonly qualifier: string;
}

/** @throws UserError where cdk.json is not what it should be */
export function readProjectSettings(file = FILE): ProjectSettings {
  try {
    const read = schema.parse(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
    const {
      'slipway:pipelineName': pipelineName,
      'slipway:repositoryName': repositoryName,
      'slipway:branch': branch,
      '@aws-cdk/core:bootstrapQualifier': qualifier,
    } = read.context;
    return { pipelineName, repositoryName, branch, qualifier };
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new UserError('CdkJson', `${file} is not what it should be: ${why}`, 'Correct it.');
  }
}
