import { z } from 'zod';
import type { SecurityReport } from './security-report.ts';

const resource = z.object({
  path: z.string(),
  stack: z.string(),
  logicalId: z.string(),
  template: z.string(),
  type: z.string(),
});
const schema = z.object({
  format: z.literal('slipway-security-report/1'),
  subject: z.string(),
  decisions: z.array(
    z.object({
      name: z.string(),
      reason: z.string(),
      owner: z.string(),
      expires: z.string(),
      evidence: z.string(),
      rules: z.array(z.string()),
      findings: z.number(),
    }),
  ),
  findings: z.array(
    z.object({
      fingerprint: z.string(),
      id: z.string(),
      pack: z.string(),
      rule: z.string(),
      resource,
      detail: z.string().exactOptional(),
      acknowledgedBy: z.string().exactOptional(),
    }),
  ),
});

/**
 * Reads of an earlier report what a later one is compared with.
 *
 * @throws Error naming the first property that is not as it should be
 */
export function parseReport(json: unknown): Pick<SecurityReport, 'subject' | 'decisions' | 'findings'> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}`);
}
