import { z } from 'zod';

const use = z.object({ action: z.string(), resource: z.string(), count: z.number() });
const ledger = z.object({
  roles: z.array(
    z.object({
      arn: z.string(),
      grants: z.array(
        z.object({ action: z.string(), resource: z.string(), conditional: z.boolean(), uses: z.array(use) }),
      ),
      denied: z.array(use.extend({ because: z.string() })),
    }),
  ),
});

/** What one role may do, in figures, and what of it nobody saw it do. */
export interface RoleSummary {
  /** Name of the role. */
  readonly name: string;
  readonly grants: number;
  /** Grants that were never used, as `<action> on <resource>`. */
  readonly unused: readonly string[];
  /** What was denied, as `<action> on <resource>: <why>`. */
  readonly denied: readonly string[];
}

/** The access ledger, as the report shows it. */
export interface AccessSummary {
  readonly grants: number;
  readonly used: number;
  readonly roles: readonly RoleSummary[];
}

/**
 * Reads what `slipway access --json` printed.
 *
 * @throws Error naming the first property that is not as it should be
 */
export function accessSummary(json: unknown): AccessSummary {
  const parsed = ledger.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  const roles = parsed.data.roles.map(({ arn, grants, denied }) => ({
    name: arn.slice(arn.lastIndexOf('/') + 1),
    grants: grants.length,
    unused: grants.filter(({ uses }) => uses.length === 0).map(({ action, resource }) => `${action} on ${resource}`),
    denied: denied.map(({ action, resource, because }) => `${action} on ${resource}: ${because}`),
  }));
  const grants = roles.reduce((sum, role) => sum + role.grants, 0);
  return { grants, used: grants - roles.reduce((sum, role) => sum + role.unused.length, 0), roles };
}
