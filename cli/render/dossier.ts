import { askedWords, bakeWords } from '../../console/model/asked.ts';
import { filesWords } from '../../console/model/changed-files.ts';
import { sortChanges } from '../../console/model/derived-words.ts';
import type { DossierFacts, DossierView } from '../../console/model/dossier-view.ts';
import {
  CLASS_WORDS,
  findingsWords,
  isNoBroader,
  PERMISSION_WORDS,
  packageLines,
  packagesWords,
  testDifference,
  testWords,
} from '../../console/model/dossier-words.ts';
import { takenBack } from '../../console/model/taken-back.ts';
import { grantedWords } from '../../policies/permissions/granted-words.ts';
import type { SbomDelta } from '../../policies/report/sbom-delta.ts';
import type { Colors } from './colors.ts';
import { columns } from './columns.ts';
import { formatDuration, formatInstant, orDash } from './format.ts';
import { mark } from './mark.ts';
import { partLines, type Section, sectionLines } from './sections.ts';

const goingBack = ({ changes }: DossierFacts, colors: Colors) =>
  partLines(changes, colors, (stacks) => {
    const { tone, answer, notes, hard } = takenBack(stacks);
    const sign = { good: mark('Succeeded', colors), wait: colors.yellow('!'), bad: mark('Failed', colors) }[tone];
    return [
      `${sign} ${answer}`,
      ...hard.flatMap((change) => [
        `  ${colors.bold(CLASS_WORDS[change.class])} ${change.name}: ${change.reason}`,
        colors.dim(`    Without: ${change.remedy}`),
      ]),
      ...notes.map((note) => `  ${note}`),
    ];
  });

const permissions = (facts: DossierFacts, colors: Colors) =>
  partLines(facts.permissions, colors, (stacks) =>
    stacks.flatMap(({ stack, kind, gained, lost, granted = [] }) => [
      `${isNoBroader(kind) ? mark('Succeeded', colors) : colors.yellow('!')} ${stack}: ${PERMISSION_WORDS[kind]}${granted.length === 0 ? '' : ` It grants ${grantedWords(granted)}:`}`,
      ...granted.flatMap((one) => [
        `  ${colors.bold(one.who)} (${one.sentences.length})`,
        ...one.sentences.map((sentence) => `    + ${sentence}`),
      ]),
      ...gained.map((sentence) => `  + ${sentence}`),
      ...lost.map((sentence) => `  - ${sentence}`),
    ]),
  );

const findings = (facts: DossierFacts, colors: Colors) =>
  partLines(facts.findings, colors, ({ total, since }) => [
    findingsWords({ total, since }),
    ...(since?.fresh ?? []).map(({ id, path, owner }) => `  + ${id} at ${path}, ${owner ?? 'nobody answers for it'}`),
    ...(since?.gone ?? []).map(({ id, path }) => `  - ${id} at ${path}`),
  ]);

const packages = (facts: DossierFacts, colors: Colors) =>
  partLines(facts.packages, colors, ({ deployed, build }) => {
    const told = (what: string, delta: SbomDelta) => [
      `${what}: ${packagesWords(delta)}`,
      ...packageLines(delta).map(({ sign, text }) => `  ${sign} ${text}`),
    ];
    return [...told('In the code that is deployed', deployed), ...told('In what its build installs', build)];
  });

const commits = ({ base, commits: part }: DossierFacts, colors: Colors) =>
  partLines(part, colors, (list) => [
    base === undefined
      ? 'Nothing runs there yet.'
      : colors.dim(`Since ${base.commit.slice(0, 8)} “${base.title}”, which runs there now.`),
    ...columns(list.map(({ id, title, author, atMs }) => [id.slice(0, 8), author, orDash(atMs, formatInstant), title])),
  ]);

const SIGNS = { added: '+', changed: '~', removed: '-' } as const;

const files = (facts: DossierFacts, colors: Colors) =>
  partLines(facts.files, colors, (value) =>
    value === undefined ? [] : [filesWords(value), ...value.files.map(({ path, kind }) => `  ${SIGNS[kind]} ${path}`)],
  );

const tests = (facts: DossierFacts, colors: Colors) =>
  partLines(facts.tests, colors, (list) =>
    list.length === 0
      ? ['No build of this release has written a report.']
      : columns(
          list.map(({ stage, name, now, before }) => {
            const failed = now.kind === 'tests' && now.failed > 0;
            const state = mark(failed ? 'Failed' : 'Succeeded', colors);
            return [`${state} ${name}`, stage, testWords(now), colors.dim(testDifference(now, before))];
          }),
        ),
  );

const earlier = (facts: DossierFacts, colors: Colors) =>
  columns(
    facts.earlier.map(({ name, status, startedMs, endedMs, actions }) => [
      `${mark(status, colors)} ${name}`,
      startedMs === undefined || endedMs === undefined ? '-' : formatDuration(endedMs - startedMs),
      colors.dim(actions.map((action) => action.name).join(', ')),
    ]),
  );

const changes = (facts: DossierFacts, colors: Colors) =>
  partLines(facts.changes, colors, (stacks) =>
    stacks.flatMap(({ stack, first, changes: all }) => {
      const { made, says } = sortChanges(all);
      return [
        first
          ? `${stack}: new, nothing to compare with`
          : `${stack}: ${made.length} change${made.length === 1 ? '' : 's'}`,
        ...made.map((change) => `  ${CLASS_WORDS[change.class]}  ${change.name}  ${colors.dim(change.reason)}`),
        ...(says === '' ? [] : [colors.dim(`  And what comes from them: ${says} --json lists all.`)]),
      ];
    }),
  );

const rollback = ({ base }: DossierFacts, targets: readonly string[]) => [
  base === undefined
    ? `Nowhere: nothing runs in ${targets.join(', ')} yet.`
    : `To ${base.commit.slice(0, 8)} “${base.title}”, there since ${orDash(base.updatedMs, formatInstant)}.`,
];

const TITLES = {
  back: 'Can it be taken back?',
  permissions: 'Who may newly do what?',
  findings: 'What do the policy rules newly find?',
  commits: 'Commits',
  bake: 'What the bake will see',
  changes: 'Resources that change',
} as const;

function waiting({ standing, clock }: DossierView): string {
  if (standing.kind !== 'waiting') return '';
  const { sinceMs, expiresMs } = standing;
  const since = sinceMs === undefined ? '' : ` for ${formatDuration(clock.nowMs - sinceMs)}`;
  const expires = expiresMs === undefined ? '' : `, expires in ${formatDuration(expiresMs - clock.nowMs)}`;
  return `Waits${since}${expires}.`;
}

const head = (dossier: DossierView, colors: Colors): readonly string[] => {
  const { execution, targets, stage } = dossier;
  const asks = askedWords(dossier.asked);
  return [
    colors.bold(`“${execution.title}” to ${targets.join(', ')}`),
    `${execution.commit.slice(0, 8)}, execution ${execution.id.slice(0, 8)}, ${execution.cause}, at ${stage}. ${waiting(dossier)}`,
    ...(asks === undefined ? [] : [asks]),
  ];
};

/** All that an approver decides on, in the order of the console's page. */
export function dossierLines(dossier: DossierView, colors: Colors): string[] {
  const { facts, targets, hash } = dossier;
  const sections: readonly Section[] = [
    [TITLES.back, goingBack(facts, colors)],
    [TITLES.permissions, permissions(facts, colors)],
    [TITLES.findings, findings(facts, colors)],
    ['Which packages are new?', packages(facts, colors)],
    [TITLES.commits, [...commits(facts, colors), ...files(facts, colors)]],
    ['Tests', tests(facts, colors)],
    ['What it has passed', earlier(facts, colors)],
    [TITLES.bake, bakeWords(dossier).sentences],
    [TITLES.changes, changes(facts, colors)],
    ['Where a rollback goes', rollback(facts, targets)],
  ];
  return [...head(dossier, colors), ...sectionLines(sections, colors), '', colors.dim(`Dossier sha256:${hash}`)];
}

/** As much of a section as is read at a glance. */
const SHORT = 4;

function inShort(lines: readonly string[], colors: Colors): readonly string[] {
  const more = lines.length - SHORT;
  // One more line takes as much room as the word that there is one.
  return more <= 1 ? lines : [...lines.slice(0, SHORT), colors.dim(`… and ${more} more lines`)];
}

/** What matters most to an approver, on one screen: the rest is in the dossier itself. */
export function shortDossierLines(dossier: DossierView, colors: Colors): string[] {
  const { facts } = dossier;
  const sections: readonly Section[] = [
    [TITLES.commits, commits(facts, colors)],
    [TITLES.changes, changes(facts, colors)],
    [TITLES.permissions, permissions(facts, colors)],
    [TITLES.back, goingBack(facts, colors)],
    [TITLES.findings, findings(facts, colors)],
    [TITLES.bake, bakeWords(dossier).sentences],
  ];
  const short = sections.map(([title, lines]): Section => [title, inShort(lines, colors)]);
  return [...head(dossier, colors), ...sectionLines(short, colors), ''];
}
