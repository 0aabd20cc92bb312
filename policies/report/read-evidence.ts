import { z } from 'zod';
import { EVIDENCE_FILE, type Evidence } from '../evidence.ts';

const count = z.int().min(0);
const rule = z.object({
  id: z.string(),
  description: z.string(),
  notApplicable: count,
  compliant: count,
  finding: count,
  error: count,
});
const acknowledged = z.object({
  entry: z.string(),
  reason: z.string(),
  owner: z.string(),
  expires: z.string(),
  evidence: z.string(),
});
const schema = z.object({
  resources: z.array(
    z.object({ path: z.string(), stack: z.string(), logicalId: z.string(), template: z.string(), type: z.string() }),
  ),
  packs: z.array(z.object({ name: z.string(), rules: z.array(rule) })),
  findings: z.array(
    z.object({
      id: z.string(),
      path: z.string(),
      detail: z.string().exactOptional(),
      acknowledged: acknowledged.exactOptional(),
    }),
  ),
});

/**
 * Reads the evidence of a synthesis.
 *
 * @param json of `policy-evidence.json`
 * @throws Error naming the first property that is not as it should be
 */
export function parseEvidence(json: unknown): Evidence {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${EVIDENCE_FILE}: ${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}`);
}
