import { releaseName } from '../../console/model/execution-view.ts';
import { waitingReleases } from '../../console/model/find-execution.ts';
import { OUTCOME_WORDS } from '../../console/model/outcome.ts';
import type { ActionView } from '../../console/model/pipeline-view.ts';
import type { LivePipeline } from '../../console/model/read-live.ts';
import { firstLine } from './format.ts';
import { shiftWord } from './shift.ts';

const WIDTH = 200;

/** What became of an action, in words. */
function actionWords({ status = '', outcome, sentence, failed }: ActionView): string {
  // An approval's sentence says it all: who answered, and how.
  if (sentence !== '' && (outcome === 'rejected' || !failed))
    return firstLine(sentence.charAt(0).toUpperCase() + sentence.slice(1), WIDTH);
  const word = outcome === undefined ? status : OUTCOME_WORDS[outcome];
  return failed && sentence !== '' ? `${word}: ${firstLine(sentence, WIDTH)}` : word;
}

/** What of a pipeline is told as a line when it changes, where the output is no terminal. */
export function pipelineFacts({ stages, shifts, queue, ended }: LivePipeline): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  for (const one of queue) all.set(`${one.id.slice(0, 8)} ${releaseName(one)}`, `at ${one.at ?? 'its begin'}`);
  for (const one of ended) all.set(`${one.id.slice(0, 8)} ${releaseName(one)}`, OUTCOME_WORDS[one.outcome]);
  for (const { name, gates, actions, closed } of stages) {
    all.set(name, closed === undefined ? 'open' : `closed: ${closed}`);
    for (const { name: item, status, says } of gates) {
      const why = status === 'Failed' && says !== '' ? `: ${firstLine(says, WIDTH)}` : '';
      all.set(`${name} / ${item}`, `${status}${why}`);
    }
    for (const action of actions)
      if (action.status !== undefined) all.set(`${name} / ${action.name}`, actionWords(action));
  }
  for (const { stage, executionId } of waitingReleases({ stages }))
    all.set(`${stage} of ${executionId.slice(0, 8)}`, 'waits for an answer');
  for (const shift of shifts.known ? shifts.value : []) {
    const name = `${shift.functionName} ${shift.id}`;
    all.set(name, `${shiftWord(shift)}, ${shift.percentSet} % on version ${shift.newVersion}`);
    for (const hook of shift.hooks) if (hook.status !== 'Pending') all.set(`${name} ${hook.name}`, hook.status);
    for (const alarm of shift.alarms) if (alarm.state === 'ALARM') all.set(`alarm ${alarm.name}`, alarm.state);
  }
  return all;
}
