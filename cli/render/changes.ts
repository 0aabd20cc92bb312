import type { LiveView } from '../../rehearsal/session/live-view.ts';
import { firstLine } from './format.ts';
import { actionSays, actionWord } from './rehearsed-outcome.ts';

const WIDTH = 200;

/** What of a view changes from one line to the next when the output is no terminal. */
function facts(view: LiveView): Map<string, string> {
  const all = new Map<string, string>();
  for (const stage of view.stages) {
    // A stage that was passed over has asked nobody: its gate says so, and is no failure.
    if (stage.status === 'Skipped') {
      all.set(stage.name, 'Skipped');
      continue;
    }
    const tell = (name: string, word: string, why: string) =>
      all.set(`${stage.name} / ${name}`, why === '' ? word : `${word}: ${firstLine(why, WIDTH)}`);
    for (const { name, status, summary } of stage.gates)
      if (status !== undefined) tell(name, status, status === 'Failed' ? summary : '');
    for (const action of stage.actions)
      if (action.status !== undefined)
        tell(action.name, actionWord(stage.name, action), action.status === 'Failed' ? actionSays(action) : '');
  }
  for (const deployment of view.deployments) {
    const name = `${deployment.functionName} ${deployment.id}`;
    all.set(name, `${deployment.status}, ${deployment.percentSet} % on version ${deployment.newVersion}`);
    for (const hook of deployment.hooks) if (hook.status !== 'Pending') all.set(`${name} ${hook.name}`, hook.status);
    if (deployment.tooLittleEvidence !== undefined) all.set(`${name} evidence`, deployment.tooLittleEvidence);
    for (const alarm of deployment.alarms) if (alarm.state === 'ALARM') all.set(`alarm ${alarm.name}`, alarm.state);
  }
  return all;
}

/** Remembers what was said, so that each change is one line. */
export function createTeller<View>(factsOf: (view: View) => ReadonlyMap<string, string>): (view: View) => string[] {
  let told: ReadonlyMap<string, string> | undefined;
  return (view) => {
    const now = factsOf(view);
    const lines = [...now]
      .filter(([what, state]) => told !== undefined && told.get(what) !== state)
      .map(([what, state]) => `${what}: ${state}`);
    told = now;
    return lines;
  };
}

export const createChangeTeller = (): ((view: LiveView) => string[]) => createTeller(facts);
