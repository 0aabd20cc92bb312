import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { UserError } from '../kernel/errors.ts';

/*
 * What roles may do and did in a rehearsal, scenario by scenario: the file that `slipway rehearse --record-access` writes.
 */

const policyText = z.strictObject({ name: z.string(), document: z.string() });
const principal = z.strictObject({
  kind: z.enum(['user', 'assumedRole', 'service']),
  account: z.string(),
  arn: z.string(),
  id: z.string(),
  roleArn: z.string().exactOptional(),
  service: z.string().exactOptional(),
  sourceArn: z.string().exactOptional(),
  calledVia: z.string().array().exactOptional(),
  sessionPolicies: z.string().array().exactOptional(),
  sessionPolicyArns: z.string().array().exactOptional(),
  sessionTags: z.record(z.string(), z.string()).exactOptional(),
  transitiveTagKeys: z.string().array().exactOptional(),
  sourceIdentity: z.string().exactOptional(),
  issuedMs: z.number().exactOptional(),
});

/** The requests of roles that were allowed, and the policies that were in force. */
export const askedSchema = z.strictObject({
  requests: z.array(
    z.strictObject({
      principal,
      action: z.string(),
      resource: z.string(),
      resourceAccount: z.string(),
      keys: z.record(z.string(), z.string().array()),
      identity: z.string().array(),
      boundary: z.string().optional(),
      session: z.string().array().optional(),
      resourcePolicy: z
        .strictObject({
          text: z.string().optional(),
          type: z.enum(['resource-based', 'role trust']),
          required: z.boolean(),
        })
        .optional(),
    }),
  ),
  texts: z.record(z.string(), policyText),
});

export const decisionsSchema = z.object({
  mode: z.enum(['off', 'log', 'deny']),
  decisions: z.array(
    z.object({
      principal: z.string(),
      action: z.string(),
      resource: z.string(),
      decision: z.enum(['allowed', 'denied']),
      because: z.string(),
      count: z.number(),
    }),
  ),
});

const recordingSchema = z.strictObject({
  version: z.literal(1),
  ...decisionsSchema.shape,
  asked: askedSchema,
  roles: z.array(
    z.strictObject({ arn: z.string(), policies: z.array(policyText), unknownPolicies: z.string().array() }),
  ),
  /** What was decided during each scenario; the first entry is what came before all of them. */
  scenarios: z.array(z.strictObject({ name: z.string(), used: z.string().array() })),
});
export type AccessRecording = z.infer<typeof recordingSchema>;
export type Decisions = z.infer<typeof decisionsSchema>;
export type Asked = z.infer<typeof askedSchema>;

/** One kind of request, as scenarios name what they used. */
export const useKey = ({ principal, action, resource }: { principal: string; action: string; resource: string }) =>
  `${principal} ${action} ${resource}`;

/** What has been decided more often than before. */
export function usedSince(before: Decisions['decisions'], after: Decisions['decisions']): string[] {
  const counts = new Map<string, number>();
  for (const decision of before) counts.set(useKey(decision), (counts.get(useKey(decision)) ?? 0) + decision.count);
  const grown = new Set<string>();
  for (const decision of after) {
    const left = (counts.get(useKey(decision)) ?? 0) - decision.count;
    counts.set(useKey(decision), left);
    if (left < 0) grown.add(useKey(decision));
  }
  return [...grown].sort();
}

/** @throws UserError where the file cannot be read or is no such recording */
export function readRecording(file: string): AccessRecording {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(
      'NoRecording',
      `${file} cannot be read: ${why}`,
      'Make it with "slipway rehearse --record-access FILE".',
    );
  }
  try {
    return recordingSchema.parse(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof z.ZodError) && !(error instanceof SyntaxError)) throw error;
    const why = error instanceof z.ZodError ? z.prettifyError(error).split('\n')[0] : error.message;
    throw new UserError(
      'NoRecording',
      `${file} is no recording of access: ${why}`,
      'Make it with "slipway rehearse --record-access FILE".',
    );
  }
}
