import type { Judged } from '../../rehearsal/access/grant-entries.ts';
import type { Dependence } from '../../rehearsal/access/grant-removal.ts';
import type { Colors } from './colors.ts';

const nameOf = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1);

/** What became of grants that nothing needed: those without an entry, and entries without such a grant. */
export function judgedLines(what: string, count: number, { unexplained, pointless }: Judged, colors: Colors): string[] {
  return [
    ...unexplained.map(({ role, action, resource }) =>
      colors.red(`${what}, and no entry says why: ${nameOf(role)} may ${action} on ${resource}`),
    ),
    ...pointless.map((entry) => colors.red(`an entry for what is no grant that was ${what}: ${entry}`)),
    `${count} grants ${what}, ${count - unexplained.length} with a reason; ${pointless.length} entries explain nothing`,
  ];
}

/** Each grant with the first request that fails without it, and the scenarios in which it was made. */
export function dependenceLines(table: readonly Dependence[], colors: Colors): string[] {
  const byRole = Map.groupBy(table, ({ grant }) => grant.role);
  return [...byRole].flatMap(([role, own]) => [
    colors.bold(nameOf(role)),
    ...own.map(({ grant: { action, resource }, denied, scenarios }) =>
      denied[0] === undefined
        ? colors.yellow(`  survivor  ${action} on ${resource}`)
        : `  needed    ${action} on ${resource}: ${scenarios.join(', ')} (${denied.length} kinds of requests)`,
    ),
    '',
  ]);
}
