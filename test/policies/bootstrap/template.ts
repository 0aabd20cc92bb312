import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTemplate } from '../../../policies/template.ts';
import { parseTemplateText } from '../../../rehearsal/services/cloudformation/template/parse.ts';

/** Text of the bootstrap template. */
export const text = readFileSync(join(import.meta.dirname, '../../../policies/bootstrap.yaml'), 'utf8');
/** The same as data, with CloudFormation's functions in their long forms. */
export const data = parseTemplateText(text);
export const bootstrapTemplate = readTemplate(data);
