import type { CodeCoverage, CodeCoverageReportSummary } from '@aws-sdk/client-codebuild';
import { descendants, type Element, parseXml } from './parse-xml.ts';

export type FileCoverage = Pick<
  CodeCoverage,
  | 'filePath'
  | 'linesCovered'
  | 'linesMissed'
  | 'lineCoveragePercentage'
  | 'branchesCovered'
  | 'branchesMissed'
  | 'branchCoveragePercentage'
>;

interface Counts {
  readonly linesCovered: number;
  readonly linesMissed: number;
  readonly branchesCovered: number;
  readonly branchesMissed: number;
}

/** @throws Error when the text is no Clover report */
export function parseClover(text: string): FileCoverage[] {
  const root = parseXml(text);
  if (root.name !== 'coverage') throw new Error(`a Clover report starts with coverage, this one with ${root.name}`);
  return descendants(root, 'file').map((file) => {
    const metrics = file.children.find((child) => child.name === 'metrics')?.attributes ?? {};
    const lines = linesOf(descendants(file, 'line'), 'num', 'count');
    const branches = Number(metrics.conditionals ?? 0);
    const branchesCovered = Number(metrics.coveredconditionals ?? 0);
    return describe(file.attributes.path ?? file.attributes.name ?? '', {
      ...lines,
      branchesCovered,
      branchesMissed: branches - branchesCovered,
    });
  });
}

/** @throws Error when the text is no Cobertura report */
export function parseCobertura(text: string): FileCoverage[] {
  const root = parseXml(text);
  if (root.name !== 'coverage') throw new Error(`a Cobertura report starts with coverage, this one with ${root.name}`);
  const lines = new Map<string, Element[]>();
  for (const unit of descendants(root, 'class')) {
    const file = unit.attributes.filename ?? '';
    // A class's methods repeat their lines in the class's own list.
    const own = unit.children.filter((child) => child.name === 'lines').flatMap((child) => child.children);
    lines.set(file, [...(lines.get(file) ?? []), ...own]);
  }
  return [...lines].map(([file, elements]) => {
    const branches = elements.map((line) => /\((\d+)\/(\d+)\)/.exec(line.attributes['condition-coverage'] ?? ''));
    const branchesCovered = branches.reduce((sum, found) => sum + Number(found?.[1] ?? 0), 0);
    const all = branches.reduce((sum, found) => sum + Number(found?.[2] ?? 0), 0);
    return describe(file, {
      ...linesOf(elements, 'number', 'hits'),
      branchesCovered,
      branchesMissed: all - branchesCovered,
    });
  });
}

/** Lines by number: several entries of one line count once, as covered when any of them is. */
function linesOf(elements: readonly Element[], numberName: string, countName: string) {
  const covered = new Map<string, boolean>();
  for (const { attributes } of elements) {
    const line = attributes[numberName] ?? '';
    covered.set(line, (covered.get(line) ?? false) || Number(attributes[countName] ?? 0) > 0);
  }
  const linesCovered = [...covered.values()].filter(Boolean).length;
  return { linesCovered, linesMissed: covered.size - linesCovered };
}

const percentage = (covered: number, missed: number): number =>
  covered + missed === 0 ? 100 : Math.round((10_000 * covered) / (covered + missed)) / 100;

function describe(filePath: string, counts: Counts): FileCoverage {
  return {
    filePath,
    ...counts,
    lineCoveragePercentage: percentage(counts.linesCovered, counts.linesMissed),
    branchCoveragePercentage: percentage(counts.branchesCovered, counts.branchesMissed),
  };
}

export function summarize(files: readonly FileCoverage[]): CodeCoverageReportSummary {
  const sum = (member: keyof Counts) => files.reduce((total, file) => total + (file[member] ?? 0), 0);
  const counts = {
    linesCovered: sum('linesCovered'),
    linesMissed: sum('linesMissed'),
    branchesCovered: sum('branchesCovered'),
    branchesMissed: sum('branchesMissed'),
  };
  const { filePath: _, ...summary } = describe('', counts);
  return summary;
}
