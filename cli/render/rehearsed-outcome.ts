import { failureSentence } from '../../console/model/failure-sentence.ts';
import { type EndedRun, OUTCOME_WORDS, type Outcome, outcomeOf, outcomeOfRun } from '../../console/model/outcome.ts';
import { readApprovalSummary } from '../../hooks/notifier/approval-answer.ts';
import type { ActionView } from '../../rehearsal/session/live-view.ts';
import type { ActionSummary, ExecutionSummary, Summary } from '../../rehearsal/session/summary.ts';

/* How releases of a rehearsal ended, by the rules and in the words of the console. */

type RehearsedAction = Pick<ActionSummary, 'name' | 'category' | 'mode'> & { readonly status: string | undefined };

const toRun = (stageName: string, { name, category, mode, status = '' }: RehearsedAction): EndedRun => ({
  stageName,
  name,
  category,
  status,
  configuration: mode === null ? {} : { ActionMode: mode },
  startedMs: undefined,
});

/** What started an execution is told of no rehearsal: they all begin with a push. */
const trigger = '';

/** How an execution ended. Pure. */
export function executionOutcome({ status, commit, stages }: ExecutionSummary): Outcome {
  const runs = stages.flatMap(({ name, actions }) => actions.map((action) => toRun(name, action)));
  return outcomeOf({ status, commit, trigger }, runs.toReversed());
}

/** A summary whose executions tell how they ended. Pure. */
export const withOutcomes = (summary: Summary) => ({
  ...summary,
  executions: summary.executions.map((execution) => ({ ...execution, outcome: executionOutcome(execution) })),
});

/** What became of an action, in a word: AWS's own where it has no other. Pure. */
export function actionWord(stage: string, action: RehearsedAction): string {
  const outcome = outcomeOfRun({ status: '', commit: '', trigger }, toRun(stage, action));
  return outcome === undefined ? (action.status ?? '') : OUTCOME_WORDS[outcome];
}

/** What an action says of itself; of its failure in a sentence. Pure. */
export const actionSays = ({
  status,
  category,
  summary,
}: Pick<ActionView, 'status' | 'category' | 'summary'>): string =>
  category === 'Approval'
    ? readApprovalSummary(summary).comment
    : status === 'Failed'
      ? failureSentence(summary)
      : summary;
