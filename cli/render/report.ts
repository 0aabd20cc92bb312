import { isUnchanged } from '../../policies/report/changes.ts';
import type { SecurityReport } from '../../policies/report/security-report.ts';
import { counted } from '../../policies/report/short-path.ts';
import { tallyWords } from '../../policies/report/tally.ts';
import type { Colors } from './colors.ts';

/** What a security report says, in the lines of a terminal. */
export function reportLines(report: SecurityReport, files: readonly string[], colors: Colors): string[] {
  const { totals, findings, decisions, changes, access, sbom } = report;
  const open = findings.filter(({ acknowledgedBy }) => acknowledgedBy === undefined);
  return [
    `${counted(totals.rules, 'rule')} against ${counted(totals.resources, 'resource')}: ${tallyWords(totals)}`,
    ...decisions.map(
      (decision) =>
        `  ${counted(decision.findings, 'finding').padStart(12)}  ${decision.name}, until ${decision.expires}`,
    ),
    ...open.map(({ id, resource }) => colors.red(`  open          ${id} at ${resource.path}`)),
    ...(changes === undefined
      ? []
      : [
          isUnchanged(changes)
            ? `nothing changed since ${changes.against}`
            : `since ${changes.against}: ${counted(changes.added.length, 'new finding')}, ${changes.gone.length} gone, ${changes.judgedAnew.length} judged anew; decisions: ${changes.decisions.added.length} new, ${changes.decisions.gone.length} gone, ${changes.decisions.changed.length} changed`,
        ]),
    ...(access === undefined ? [] : [`${counted(access.grants, 'grant')}, ${access.used} of them used`]),
    ...(sbom === undefined ? [] : [counted(sbom.packages, 'package')]),
    open.length === 0 ? colors.green('nothing is open') : colors.red(`${counted(open.length, 'finding')} open`),
    ...files.map((file) => `  ${file}`),
  ];
}
