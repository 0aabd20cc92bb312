import type { Buildspec, BuildspecPhase } from '../buildspec/schema.ts';
import { PhaseFailure } from '../errors.ts';
import type { Outcome } from '../machine.ts';
import type { OpenRun } from '../run.ts';

/** Who may run commands: a phase with another `run-as` cannot be given what it asks for. */
export function checkUser(spec: Buildspec, currentUser: string): void {
  const named = [spec, ...Object.values(spec.phases)]
    .map((part) => part?.['run-as'])
    .filter((user) => user !== undefined);
  const other = named.find((user) => user !== currentUser);
  if (other !== undefined)
    throw new PhaseFailure(
      'YAML_FILE_ERROR',
      `run-as: the rehearsal runs builds as ${currentUser}, it cannot run as ${other}`,
    );
}

/**
 * Runs one phase of the buildspec: the commands until one fails, then those of `finally`, whatever happened. A phase with
 * `on-failure: RETRY...` starts over while its failure matches.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.phases
 */
export async function runPhase(run: OpenRun, name: string, phase: BuildspecPhase | undefined): Promise<Outcome> {
  if (phase === undefined) return { status: 'SUCCEEDED' };
  const rule = phase['on-failure'];
  for (let attempt = 0; ; attempt++) {
    const failure = await runOnce(run, phase);
    if (failure === undefined) return { status: 'SUCCEEDED' };
    if (rule !== undefined && attempt < rule.retries && new RegExp(rule.pattern).test(failure)) {
      run.note(`Phase ${name} failed, retrying: ${attempt + 1} of ${rule.retries}`);
      continue;
    }
    return {
      status: 'FAILED',
      context: { statusCode: 'COMMAND_EXECUTION_ERROR', message: failure },
      ...(rule === undefined ? {} : { onFailure: rule.action }),
    };
  }
}

/** @returns what went wrong */
async function runOnce(run: OpenRun, phase: BuildspecPhase): Promise<string | undefined> {
  const failed = await runCommands(run, phase.commands ?? []);
  const finallyFailed = await runCommands(run, phase.finally ?? []);
  return failed ?? finallyFailed;
}

async function runCommands(run: OpenRun, commands: readonly string[]): Promise<string | undefined> {
  for (const command of commands) {
    const shown = command.trimEnd();
    run.note(`Running command ${shown}`);
    const status = await run.session.run(command, run.signal);
    if (status === 0) continue;
    run.note(`Command did not exit successfully ${shown} exit status ${status}`);
    return `Error while executing command: ${shown}. Reason: exit status ${status}`;
  }
  return undefined;
}
