import { isUnchanged, type ReportChanges } from './changes.ts';
import type { SbomDelta } from './sbom-delta.ts';
import type { ReportedFinding, SecurityReport } from './security-report.ts';
import { counted, groupBy, shortId, shortPath } from './short-path.ts';
import { tallyWords } from './tally.ts';

/** Text in a cell of a table. */
const cell = (value: string | number): string => String(value).replaceAll('|', '\\|').replaceAll('\n', ' ');
const code = (text: string): string => `\`${text.replaceAll('`', "'")}\``;

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): readonly string[] {
  const line = (cells: readonly (string | number)[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

/** The report for a pull request or a wiki. */
export function markdownReport(report: SecurityReport): string {
  const { totals, packs, stacks, decisions, findings, changes, sbom, access } = report;
  const open = findings.filter(({ acknowledgedBy }) => acknowledgedBy === undefined);
  const lines = [
    `# Security report: ${report.subject}`,
    '',
    `${report.day}. **${totals.open} open**: ${tallyWords(totals)}. ` +
      `${counted(totals.rules, 'rule')} were held against ${counted(totals.resources, 'resource')}, ${counted(totals.judged, 'time')} in all.`,
    '',
    ...(report.notCompared === undefined ? [] : [report.notCompared, '']),
    ...(changes === undefined ? [] : changeLines(changes, findings)),
    ...(open.length === 0 ? [] : ['## Open', '', ...findingLines(open), '']),
    '## Packs',
    '',
    ...table(
      ['Pack', 'Rules', 'Judged', 'Open', 'Acknowledged'],
      packs.map((pack) => [pack.name, pack.rules, pack.judged, pack.open, pack.acknowledged]),
    ),
    '',
    '## Stacks',
    '',
    ...table(
      ['Stack', 'Resources', 'Open', 'Acknowledged'],
      stacks.map((stack) => [stack.name, stack.resources, stack.open, stack.acknowledged]),
    ),
    '',
    '## Decisions',
    '',
    ...decisions.flatMap((decision) => [
      `### ${decision.name}`,
      '',
      decision.reason,
      '',
      `${decision.owner}, until ${decision.expires}. Evidence: ${decision.evidence}. ${counted(decision.findings, 'finding')}:`,
      '',
      ...findingLines(findings.filter(({ acknowledgedBy }) => acknowledgedBy === decision.name)),
      '',
    ]),
    ...(access === undefined
      ? []
      : [
          '## Access',
          '',
          `${counted(access.grants, 'grant')}, ${access.used} of them used.`,
          '',
          ...table(
            ['Role', 'Grants', 'Never used', 'Denied'],
            access.roles.map((role) => [role.name, role.grants, role.unused.join('; '), role.denied.join('; ')]),
          ),
          '',
        ]),
    ...(sbom === undefined ? [] : sbomLines(sbom)),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

/** Findings by what was found, with their resources. */
function findingLines(findings: readonly ReportedFinding[]): readonly string[] {
  return [...groupBy(findings, ({ id }) => id)].map(
    ([id, same]) => `- ${code(shortId(id))}: ${same.map(({ resource }) => code(shortPath(resource.path))).join(', ')}`,
  );
}

function changeLines(changes: ReportChanges, findings: readonly ReportedFinding[]): readonly string[] {
  const named = (fingerprints: readonly string[]) =>
    findingLines(findings.filter(({ fingerprint }) => fingerprints.includes(fingerprint)));
  const part = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`**${title}**`, '', ...lines, ''];
  return [
    `## Since ${changes.against}`,
    '',
    ...(isUnchanged(changes) ? ['Nothing changed.', ''] : []),
    ...part('New findings', named(changes.added)),
    ...part('Judged anew', named(changes.judgedAnew)),
    ...part(
      'Gone',
      changes.gone.map(({ id, resource }) => `- ${code(shortId(id))}: ${code(shortPath(resource.path))}`),
    ),
    ...part(
      'New decisions',
      changes.decisions.added.map((name) => `- ${name}`),
    ),
    ...part(
      'Decisions that are gone',
      changes.decisions.gone.map((name) => `- ${name}`),
    ),
    ...part(
      'Decisions that changed',
      changes.decisions.changed.map(({ name, what }) => `- ${name}: ${what.join('; ')}`),
    ),
  ];
}

function sbomLines({ packages, changes }: SbomDelta): readonly string[] {
  const listed = (title: string, rows: readonly string[]) =>
    rows.length === 0 ? [] : [`**${title}**`, '', ...rows.map((row) => `- ${row}`), ''];
  return [
    '## Packages',
    '',
    `${counted(packages, 'package')}.`,
    '',
    ...listed(
      'New',
      (changes?.added ?? []).map(
        ({ name, versions, licenses }) =>
          `${code(name)} ${versions.join(', ')} (${licenses.join(', ') || 'no licence given'})`,
      ),
    ),
    ...listed(
      'Gone',
      (changes?.gone ?? []).map(({ name, versions }) => `${code(name)} ${versions.join(', ')}`),
    ),
    ...listed(
      'Other versions',
      (changes?.changed ?? []).map(({ name, from, to }) => `${code(name)} ${from.join(', ')} -> ${to.join(', ')}`),
    ),
  ];
}
