import type { Brief, Moment } from '../../console/model/brief.ts';
import { affectedWords, BRIEF_PARTS, timesWords } from '../../console/model/brief-words.ts';
import type { CommitView } from '../../console/model/commit-view.ts';
import type { LogLine } from '../../console/model/merge-failures.ts';
import type { Colors } from './colors.ts';
import { columns } from './columns.ts';
import { formatInstant, formatMoment, orDash } from './format.ts';
import { mark } from './mark.ts';
import { oneLine, partLines, type Section, sectionLines } from './sections.ts';

const orNone = (lines: readonly string[], none: string): readonly string[] => (lines.length === 0 ? [none] : lines);

const MARKED: Readonly<Record<Moment['tone'], string | undefined>> = {
  good: 'Succeeded',
  bad: 'Failed',
  neutral: undefined,
};

const momentLine = ({ atMs, what, tone }: Moment, colors: Colors): string =>
  `${formatMoment(atMs)}  ${tone === 'neutral' ? ' ' : mark(MARKED[tone], colors)} ${what}`;

const commitLines = (commit: CommitView | undefined): readonly string[] =>
  commit === undefined
    ? [BRIEF_PARTS.commit.none]
    : [
        `${commit.id.slice(0, 8)} ${commit.title}`,
        `${commit.author} <${commit.email}>, ${orDash(commit.atMs, formatInstant)}`,
      ];

const logLines = (lines: readonly LogLine[], colors: Colors): readonly string[] => [
  ...columns(lines.map(({ atMs, text, times }) => [formatMoment(atMs), oneLine(`${text}${timesWords(times)}`)])),
  ...lines.slice(0, 1).map(({ group }) => colors.dim(`From the log group ${group}`)),
];

/** What became of a release: one sentence, then what it rests on, in the order of the console's page. */
export function briefLines(brief: Brief, colors: Colors): string[] {
  const { sentence, timeline, affected, failingLines, commit, restored, blocked } = brief;
  const { affected: who, restored: back, blocked: shut, commit: of, timeline: when, failingLines: log } = BRIEF_PARTS;
  const affectedLines = affected.map((one) => Object.values(affectedWords(one)).join(' '));
  const failing = partLines(failingLines, colors, (lines) => logLines(lines, colors));
  const sections: readonly Section[] = [
    [who.title, orNone(affectedLines, who.none)],
    [back.title, orNone(restored, back.none)],
    [shut.title, orNone(blocked, shut.none)],
    [of.title, partLines(commit, colors, commitLines)],
    [when.title, timeline.map((moment) => momentLine(moment, colors))],
    ...(failing.length === 0 ? [] : [[log.title, failing] as const]),
  ];
  return [colors.bold(oneLine(sentence)), ...sectionLines(sections, colors)];
}
