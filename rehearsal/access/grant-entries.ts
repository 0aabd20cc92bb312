import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { UserError } from '../kernel/errors.ts';
import { matcher } from '../policy/match.ts';

/*
 * Grants that no rehearsal needs, each with its reason: the file that `slipway access` and `slipway grants` are given.
 */

const entry = z.strictObject({
  /** Names of roles; `*` stands for any text, such as the name of a stage or what CloudFormation draws. */
  roles: z.array(z.string().min(1)).min(1),
  actions: z
    .array(z.string().regex(/^[a-z0-9-]+:[A-Za-z]+$/, 'an action is named exactly, such as s3:GetObject'))
    .min(1),
  /** Resources as the grant names them; `*` stands for any text. */
  resources: z.array(z.string().min(1)).min(1).exactOptional(),
  /**
   * The scenario that exercises the grant. With it in the run, of roles that are alike, such as those of several stages, one has
   * used it.
   */
  scenario: z.string().min(1).exactOptional(),
  /** The roles are those of a feature that a stage may be configured with: where none of them is there, nothing is to explain. */
  configured: z.literal(true).exactOptional(),
  reason: z.string().regex(/^.{40,}\.$/s, 'a reason is a sentence: why the grant is there and nothing uses it'),
  owner: z.string().min(1),
});
const file = z.strictObject({ entries: z.array(entry) });
export type GrantEntry = z.infer<typeof entry>;

/** One action on one resource, of a role. */
export interface HeldGrant {
  /** ARN. */
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

export interface Judged {
  /** Grants without an entry. */
  readonly unexplained: readonly HeldGrant[];
  /** Entries that explain nothing, with the role and action of theirs that no idle grant has. */
  readonly pointless: readonly string[];
}

const nameOf = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1);

/**
 * Holds idle grants, those that nothing needed, against the entries.
 * @param busy all other grants
 * @param ran names of the scenarios that were run; undefined where it is not known which
 */
export function judgeIdleGrants(
  idle: readonly HeldGrant[],
  busy: readonly HeldGrant[],
  entries: readonly GrantEntry[],
  ran: readonly string[] | undefined,
): Judged {
  const explained = new Set<HeldGrant>();
  const pointless: string[] = [];
  const isThere = (isRole: (name: string) => boolean) => [...idle, ...busy].some(({ role }) => isRole(nameOf(role)));
  for (const { roles, actions, resources = ['*'], scenario, configured = false } of entries) {
    const isResource = resources.map(matcher);
    const hasRun = scenario !== undefined && ran?.includes(scenario) === true;
    for (const role of roles)
      for (const action of actions) {
        const isRole = matcher(role);
        const isMeant = (grant: HeldGrant): boolean =>
          grant.action === action && isRole(nameOf(grant.role)) && isResource.some((test) => test(grant.resource));
        // What a scenario is said to exercise, and nobody used though it ran, has no reason any more.
        if (hasRun && !busy.some(isMeant)) continue;
        const own = idle.filter(isMeant);
        for (const grant of own) explained.add(grant);
        if (own.length === 0 && scenario === undefined && !(configured && !isThere(isRole)))
          pointless.push(`${role} ${action}`);
      }
  }
  return { unexplained: idle.filter((grant) => !explained.has(grant)), pointless };
}

/** @throws UserError that names what is wrong with the file */
export function readGrantEntries(path: string): readonly GrantEntry[] {
  try {
    return file.parse(JSON.parse(readFileSync(path, 'utf8'))).entries;
  } catch (error) {
    const why =
      error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : String(error);
    throw new UserError(
      'GrantEntriesInvalid',
      `${path} is no list of unused grants: ${why}`,
      'It is {"entries": [{"roles": [...], "actions": [...], "reason": "...", "owner": "..."}]}.',
    );
  }
}
