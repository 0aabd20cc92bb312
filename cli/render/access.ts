import { type Grant, type RoleAccess, unusedGrants } from '../../rehearsal/access/ledger.ts';
import type { Colors } from './colors.ts';

const nameOf = (arn: string) => arn.slice(arn.indexOf('/') + 1);
const times = (count: number) => `${count} ×`;
const total = (grant: Grant) => grant.uses.reduce((sum, { count }) => sum + count, 0);
const tellGrant = ({ action, resource, conditional }: Grant) =>
  `${action} on ${resource}${conditional ? ', under conditions' : ''}`;

/** What a wildcard covered of what was done; nothing for a grant that names exactly what it was used for. */
function expansion({ action, resource, uses }: Grant): string[] {
  return uses
    .filter((use) => use.action !== action || use.resource !== resource)
    .map((use) => `               ${times(use.count)} ${use.action} on ${use.resource}`);
}

function roleLines(role: RoleAccess, colors: Colors): string[] {
  const unused = unusedGrants(role);
  const used = role.grants.filter(({ uses }) => uses.length > 0);
  return [
    `${colors.bold(nameOf(role.arn))}: ${role.grants.length} grants, ${unused.length} never used, ${role.denied.length} denied`,
    ...used.flatMap((grant) => [`  used         ${times(total(grant))} ${tellGrant(grant)}`, ...expansion(grant)]),
    ...unused.map((grant) => colors.yellow(`  never used   ${tellGrant(grant)}`)),
    ...role.denied.map(({ action, resource, count, because }) =>
      colors.red(`  denied       ${times(count)} ${action} on ${resource}: ${because}`),
    ),
    ...role.unknownPolicies.map((arn) => `  not listed   what ${arn} grants: its document is not known here`),
    '',
  ];
}

/** The access ledger for people: each role with what it may do, did, never did and was denied. */
export function accessLines(roles: readonly RoleAccess[], colors: Colors): string[] {
  const sum = (count: (role: RoleAccess) => number) => roles.reduce((so, role) => so + count(role), 0);
  return [
    ...roles.flatMap((role) => roleLines(role, colors)),
    `${roles.length} roles, ${sum((role) => role.grants.length)} grants, ${sum((role) => unusedGrants(role).length)} never used, ${sum((role) => role.denied.length)} denied`,
  ];
}
