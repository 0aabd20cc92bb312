import type { SecurityReport } from './security-report.ts';

const COLUMNS = [
  'status',
  'pack',
  'rule',
  'finding',
  'stack',
  'path',
  'logicalId',
  'type',
  'detail',
  'entry',
  'reason',
  'owner',
  'expires',
  'evidence',
  'fingerprint',
] as const;

/** RFC 4180; a spreadsheet must not take what begins like a formula for one. */
function cell(value: string): string {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Every finding on a line, for a spreadsheet. */
export function csvReport({ findings, decisions }: SecurityReport): string {
  const entries = new Map(decisions.map((decision) => [decision.name, decision]));
  const rows = findings.map((finding) => {
    const entry = finding.acknowledgedBy === undefined ? undefined : entries.get(finding.acknowledgedBy);
    return [
      entry === undefined ? 'open' : 'acknowledged',
      finding.pack,
      finding.rule,
      finding.id,
      finding.resource.stack,
      finding.resource.path,
      finding.resource.logicalId,
      finding.resource.type,
      finding.detail ?? '',
      entry?.name ?? '',
      entry?.reason ?? '',
      entry?.owner ?? '',
      entry?.expires ?? '',
      entry?.evidence ?? '',
      finding.fingerprint,
    ];
  });
  return [COLUMNS, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}
