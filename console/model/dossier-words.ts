import type { ChangeClass } from '../../policies/changes/change.ts';
import type { StackPermissions } from '../../policies/permissions/report.ts';
import type { SbomDelta } from '../../policies/report/sbom-delta.ts';
import { tallyWords } from '../../policies/report/tally.ts';
import type { FindingsDelta } from './findings-delta.ts';
import type { TestResult } from './test-results.ts';

/* How a dossier is said, on a page and in a terminal alike. */

export const PERMISSION_WORDS: Readonly<Record<StackPermissions['kind'], string>> = {
  broadening: 'Somebody may do more than before.',
  narrowing: 'Only narrower than before.',
  none: 'Nobody may do anything new.',
  firstRelease: 'All new: no release has deployed it yet.',
  unknown: 'Unknown: what is deployed is no longer kept.',
};

/** Whether permissions can only have become fewer. */
export const isNoBroader = (kind: StackPermissions['kind']): boolean => kind === 'none' || kind === 'narrowing';

export const CLASS_WORDS: Readonly<Record<ChangeClass, string>> = {
  oneWay: 'one-way',
  twoStep: 'two-step',
  reversible: 'reversible',
};

const percent = (value: number) => `${value.toFixed(1)} %`;

export const testWords = (result: TestResult): string =>
  result.kind === 'tests'
    ? `${result.passed} of ${result.total} passed`
    : `${percent(result.linesPercent)} of lines, ${percent(result.branchesPercent)} of branches`;

/** Tests or points of coverage more or fewer than in the release before. */
export function testDifference(now: TestResult, before: TestResult | undefined): string {
  if (before === undefined) return 'no report before';
  const delta =
    now.kind === 'tests' && before.kind === 'tests'
      ? now.total - before.total
      : now.kind === 'coverage' && before.kind === 'coverage'
        ? Math.round((now.linesPercent - before.linesPercent) * 10) / 10
        : 0;
  if (delta === 0) return 'as before';
  const unit = now.kind === 'tests' ? ' tests' : ' points';
  return `${delta > 0 ? '+' : '−'}${Math.abs(delta)}${unit}`;
}

/** What became of the findings, in a sentence. */
export function findingsWords({ total, since }: FindingsDelta): string {
  const all = tallyWords(total);
  if (since === undefined) return `${all}; there is nothing to compare with.`;
  const { fresh, gone } = since;
  if (fresh.length === 0 && gone.length === 0) return `The same as in what runs: ${all}.`;
  return `${fresh.length} new, ${gone.length} gone; in all ${all}.`;
}

const packageCount = (number: number) => `${number} package${number === 1 ? '' : 's'}`;

/** What became of the packages, in a sentence. */
export function packagesWords({ packages, changes }: SbomDelta): string {
  const all = `${packageCount(packages)} in all`;
  if (changes === undefined) return `${all}; there is nothing to compare with.`;
  const { added, gone, changed } = changes;
  if (added.length + gone.length + changed.length === 0) return `The same as in what runs: ${all}.`;
  return `${added.length} new, ${changed.length} in another version, ${gone.length} gone, ${all}.`;
}

/** One package that is new (`+`), gone (`-`) or there in another version (`~`). */
export interface PackageLine {
  readonly sign: '+' | '-' | '~';
  readonly text: string;
}

/** The packages that differ, each with its versions, and with its licence where it is new. */
export const packageLines = ({ changes }: SbomDelta): PackageLine[] =>
  changes === undefined
    ? []
    : [
        ...changes.added.map(({ name, versions, licenses }) => ({
          sign: '+' as const,
          text: `${name} ${versions.join(', ')} (${licenses.join(', ') || 'no licence named'})`,
        })),
        ...changes.changed.map(({ name, from, to }) => ({
          sign: '~' as const,
          text: `${name} ${from.join(', ')} → ${to.join(', ')}`,
        })),
        ...changes.gone.map(({ name, versions }) => ({ sign: '-' as const, text: `${name} ${versions.join(', ')}` })),
      ];
