import type { Finding } from './evaluations.ts';
import { type Covered, entryFaults, type LedgerEntry } from './ledger-entry.ts';

/** A finding that an entry of the ledger covers. */
export interface Acknowledgement {
  readonly finding: Finding;
  readonly entry: LedgerEntry;
}

/** Something that is wrong with the ledger. */
export interface LedgerProblem {
  readonly kind: 'faulty' | 'expired' | 'tooLong' | 'tooBroad' | 'unused' | 'missingInStage' | 'duplicate';
  readonly message: string;
}

/** The ledger against what was found. */
export interface Judgement {
  readonly acknowledged: readonly Acknowledgement[];
  readonly problems: readonly LedgerProblem[];
}

/** An entry is looked at again at least this often. */
const DAYS_MAX = 366;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Matches the ledger with the findings. Pure.
 *
 * Only an entry that is right in itself and not expired acknowledges anything; everything that is wrong with the ledger
 * is a problem, so that a synthesis fails on it.
 *
 * @param stages names (construct ids) of the application stages
 * @param today the day to judge by
 */
export function judgeLedger(
  ledger: readonly LedgerEntry[],
  findings: readonly Finding[],
  stages: readonly string[],
  today: Date,
): Judgement {
  const acknowledged = new Map<string, Acknowledgement>();
  const problems: LedgerProblem[] = [];
  for (const [index, entry] of ledger.entries()) {
    const before = ledger.slice(0, index);
    const faults = [...faultsOf(entry), ...ageOf(entry, today), ...repetitionsOf(entry, before)];
    problems.push(...faults);
    if (faults.length > 0) continue;
    for (const { covered, id, path } of claimsOf(entry)) {
      const matching = findings.filter((finding) => hasId(finding, id) && isAt(finding, path, stages));
      problems.push(...gapsOf(entry, covered, id, path, matching, findings, stages));
      for (const finding of matching) {
        const key = `${finding.id} ${finding.path}`;
        const other = acknowledged.get(key);
        if (other !== undefined) problems.push(duplicate(finding, other.entry, entry));
        acknowledged.set(key, { finding, entry });
      }
    }
  }
  return { acknowledged: [...acknowledged.values()], problems };
}

/** What an entry claims, one id at one path each. */
function claimsOf({ covers }: LedgerEntry): readonly { covered: Covered; id: string; path: string }[] {
  return covers.flatMap((covered) => covered.ids.flatMap((id) => covered.paths.map((path) => ({ covered, id, path }))));
}

function faultsOf(entry: LedgerEntry): LedgerProblem[] {
  return entryFaults(entry).map((fault) => ({ kind: 'faulty', message: `The entry '${entry.name}': ${fault}` }));
}

function repetitionsOf({ name }: LedgerEntry, before: readonly LedgerEntry[]): LedgerProblem[] {
  return before.some((other) => other.name === name)
    ? [{ kind: 'duplicate', message: `The entry '${name}': there is another of this name; name them apart` }]
    : [];
}

function ageOf(entry: LedgerEntry, today: Date): LedgerProblem[] {
  const endMs = Date.parse(`${entry.expires}T23:59:59.999Z`);
  if (endMs < today.getTime()) {
    return [
      {
        kind: 'expired',
        message:
          `The entry '${entry.name}' expired on ${entry.expires}: ${entry.owner} has to mend the finding, or to ` +
          'judge it again and set a new day',
      },
    ];
  }
  if (Date.parse(entry.expires) > today.getTime() + DAYS_MAX * DAY_MS) {
    return [
      {
        kind: 'tooLong',
        message: `The entry '${entry.name}' holds until ${entry.expires}: set a day within ${DAYS_MAX} days`,
      },
    ];
  }
  return [];
}

function hasId(finding: Finding, id: string): boolean {
  return finding.id === id.replaceAll('{account}', finding.account).replaceAll('{region}', finding.region);
}

/** Whether a finding is at the path of an entry, with its placeholders. */
function isAt(finding: Finding, path: string, stages: readonly string[]): boolean {
  return pattern(path, stages).test(finding.path);
}

/** Text as a regular expression that matches it and nothing else. */
const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function pattern(path: string, stages: readonly string[]): RegExp {
  const escaped = path
    .split(/(\{stage\}|\{n\})/)
    .map((part) => {
      if (part === '{stage}') return `(?:${stages.map((stage) => literal(stage)).join('|') || '(?!)'})`;
      return part === '{n}' ? '[1-9][0-9]*' : literal(part);
    })
    .join('');
  return new RegExp(`^${escaped}$`);
}

/** What an id of an entry claims at a path and is not so. */
function gapsOf(
  entry: LedgerEntry,
  { stages: found }: Covered,
  id: string,
  path: string,
  matching: readonly Finding[],
  findings: readonly Finding[],
  stages: readonly string[],
): LedgerProblem[] {
  if (matching.length === 0 && found === 'configured' && !findings.some((one) => isAt(one, path, stages))) return [];
  if (matching.length === 0) return [whyUnused(entry, id, path, findings, stages)];
  if (found !== 'every') return [];
  return stages
    .filter((stage) => !matching.some((finding) => isAt(finding, path, [stage])))
    .map((stage) => ({
      kind: 'missingInStage',
      message:
        `The entry '${entry.name}' is for every stage, but stage '${stage}' has no finding '${id}' at '${path}': ` +
        "say stages: 'some'",
    }));
}

function whyUnused(
  entry: LedgerEntry,
  id: string,
  path: string,
  findings: readonly Finding[],
  stages: readonly string[],
): LedgerProblem {
  const below = findings.filter(
    (finding) => hasId(finding, id) && pattern(`${path}/`, stages).test(ancestorOf(finding, path)),
  );
  const start = `The entry '${entry.name}': '${id}' at '${path}'`;
  if (below.length > 0) {
    const resources = [...new Set(below.map((finding) => finding.path))].join("', '");
    return {
      kind: 'tooBroad',
      message: `${start} covers whatever is below it; name the resource itself: '${resources}'`,
    };
  }
  const here = [...new Set(findings.filter((finding) => isAt(finding, path, stages)).map((finding) => finding.id))];
  const known =
    here.length > 0
      ? `the findings at this path are ${here.map((one) => `'${one}'`).join(', ')}`
      : 'nothing was found at this path';
  return { kind: 'unused', message: `${start} acknowledges nothing: ${known}; correct or remove the entry` };
}

/** As many leading parts of a finding's path as an entry's path has, with a slash behind. */
function ancestorOf(finding: Finding, path: string): string {
  return `${finding.path.split('/').slice(0, path.split('/').length).join('/')}/`;
}

function duplicate(finding: Finding, one: LedgerEntry, other: LedgerEntry): LedgerProblem {
  return {
    kind: 'duplicate',
    message:
      `'${finding.id}' at '${finding.path}' is acknowledged by two entries, '${one.name}' and '${other.name}': ` +
      'keep one of them',
  };
}
