import { answerWords, dossierWords } from '../../console/model/approval-words.ts';
import { releaseName } from '../../console/model/execution-view.ts';
import type { AnswerView, HistoryView, ReleaseRow } from '../../console/model/history-view.ts';
import { FIRST_PUSH, OUTCOME_WORDS } from '../../console/model/outcome.ts';
import type { Colors } from './colors.ts';
import { columns } from './columns.ts';
import { firstLine, formatDuration, formatInstant, orDash } from './format.ts';
import { outcomeMark } from './mark.ts';

const TITLE_WIDTH = 40;

/** Of what a person has said; `--json` has all of it. */
const WORDS_WIDTH = 60;

const quoted = (text: string): string => (text === '' ? '' : `: “${firstLine(text, WORDS_WIDTH)}”`);

const answerOf = ({ comment, dossier, ...answer }: AnswerView): string =>
  `${answerWords(answer)}${quoted(comment)}${dossier === undefined ? '' : ` (${dossierWords(dossier)})`}`;

/** What people have said: to its approvals, and where somebody stopped it. */
const saidOf = ({ answers, stopReason }: ReleaseRow): string =>
  [...answers.map(answerOf), ...(stopReason === undefined ? [] : [`stopped${quoted(stopReason)}`])].join('; ');

/** One line a release, the newest first. */
export function historyLines({ releases, unread }: Pick<HistoryView, 'releases' | 'unread'>, colors: Colors): string[] {
  if (releases.length === 0) return ["No release yet. A push to the pipeline's branch begins one."];
  const head = ['', 'execution', 'began', 'commit', 'title', 'came to', 'lead time', 'cause', 'approvals and reasons'];
  const rows = releases.map((row) => [
    `${outcomeMark(row.outcome, colors)} ${OUTCOME_WORDS[row.outcome]}`,
    row.id.slice(0, 8),
    orDash(row.startedMs, formatInstant),
    row.commit === '' ? '-' : row.commit.slice(0, 8),
    firstLine(releaseName(row), TITLE_WIDTH),
    row.stage ?? '-',
    orDash(row.leadMs, formatDuration),
    row.cause,
    saidOf(row),
  ]);
  return [
    ...columns([head.map((cell) => colors.dim(cell)), ...rows]),
    ...(releases[0]?.outcome === 'created' ? ['', FIRST_PUSH] : []),
    ...(unread > 0 ? [colors.dim(`${unread} more: --limit ${releases.length + unread} shows all.`)] : []),
  ];
}
