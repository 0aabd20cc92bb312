import { waitingReleases } from '../../console/model/find-execution.ts';
import type { LivePipeline } from '../../console/model/read-live.ts';
import { firstLine } from './format.ts';

const WIDTH = 200;

/** What of a pipeline is told as a line when it changes, where the output is no terminal. */
export function pipelineFacts({ stages, shifts, queue }: LivePipeline): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  for (const { id, title, at } of queue) all.set(`${id.slice(0, 8)} ${title}`, `at ${at ?? 'its begin'}`);
  for (const { name, gates, actions, closed } of stages) {
    all.set(name, closed === undefined ? 'open' : `closed: ${closed}`);
    for (const { name: item, status, says } of [...gates, ...actions]) {
      const why = status === 'Failed' && says !== '' ? `: ${firstLine(says, WIDTH)}` : '';
      if (status !== undefined) all.set(`${name} / ${item}`, `${status}${why}`);
    }
  }
  for (const { stage, executionId } of waitingReleases({ stages }))
    all.set(`${stage} of ${executionId.slice(0, 8)}`, 'waits for an answer');
  for (const shift of shifts.known ? shifts.value : []) {
    const name = `${shift.functionName} ${shift.id}`;
    all.set(name, `${shift.status}, ${shift.percentSet} % on version ${shift.newVersion}`);
    for (const hook of shift.hooks) if (hook.status !== 'Pending') all.set(`${name} ${hook.name}`, hook.status);
    for (const alarm of shift.alarms) if (alarm.state === 'ALARM') all.set(`alarm ${alarm.name}`, alarm.state);
  }
  return all;
}
