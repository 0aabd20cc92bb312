/** How many findings there are, and what became of them. */
export interface FindingTally {
  /** Every violation counts: a rule may find several things in one resource. */
  readonly findings: number;
  readonly acknowledged: number;
  /** Findings that nobody acknowledged. */
  readonly open: number;
  /** Entries of the ledger that acknowledge any of them. */
  readonly decisions: number;
}

/** The pack of a finding's id: `AwsSolutions` of `AwsSolutions::AwsSolutions-S1`. */
export const packOf = (id: string): string => id.split('::', 2)[0] ?? '';

/**
 * Counts findings, for a report, a page and a dossier alike. Pure.
 *
 * @param entries the name of the ledger's entry for each finding; undefined where nobody acknowledged it
 */
export function tallyOf(entries: readonly (string | undefined)[]): FindingTally {
  const names = entries.filter((name) => name !== undefined);
  return {
    findings: entries.length,
    acknowledged: names.length,
    open: entries.length - names.length,
    decisions: new Set(names).size,
  };
}

const count = (value: number, one: string, many: string): string =>
  `${value.toLocaleString('en')} ${value === 1 ? one : many}`;

/** How many findings, in words. */
export const findingCount = ({ findings }: Pick<FindingTally, 'findings'>): string =>
  count(findings, 'finding', 'findings');

/** What became of them, in words; empty where there are none. */
export function answeredFor({ findings, acknowledged, open, decisions }: FindingTally): string {
  const by = `acknowledged by ${count(decisions, 'entry', 'entries')} of the ledger`;
  if (findings === 0) return '';
  if (open === 0) return findings === 1 ? by : `all ${by}`;
  return acknowledged === 0
    ? `${open.toLocaleString('en')} open`
    : `${open.toLocaleString('en')} open, ${acknowledged.toLocaleString('en')} ${by}`;
}

/** Both: `217 findings, all acknowledged by 12 entries of the ledger`. */
export const tallyWords = (tally: FindingTally): string =>
  [findingCount(tally), answeredFor(tally)].filter((part) => part !== '').join(', ');
