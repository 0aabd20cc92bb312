import type { StackOutput } from '../model.ts';
import { changeSetsOf, forgetChangeSet, forgetOperation, forgetSteps, putChangeSet, putTemplate } from '../state.ts';
import type { Environment } from '../template/evaluate.ts';
import type { Template } from '../template/template.ts';
import { actingClients } from './credentials.ts';
import type { Failure } from './forward.ts';
import { evaluateOutputs, exportConflict } from './outputs.ts';
import { changeOperation, operationIn, type Run, reasonOf, setStatus, stackOf } from './run.ts';

interface Forwarded {
  readonly template: Template;
  readonly environment: Environment;
  readonly present: ReadonlySet<string>;
  readonly imports: ReadonlySet<string>;
  readonly succeeded: boolean;
  readonly failures: readonly Failure[];
}

/** Ends the way forward: the stack takes over the template and outputs, or takes back what was done. */
export async function finishForward(run: Run, forwarded: Forwarded): Promise<void> {
  const operation = operationIn(run);
  if (operation.cancelRequested) return fail(run, 'User Initiated');
  if (!forwarded.succeeded) return fail(run, failureText(run, forwarded.failures));
  let outputs: StackOutput[];
  try {
    const client = await actingClients(run.scope, { ...operation, stackId: run.stackId });
    outputs = await evaluateOutputs(forwarded.template, forwarded.environment, client);
  } catch (error) {
    return fail(run, reasonOf(run, error, { logicalId: stackOf(run).name, token: operation.id }, 'output'));
  }
  const conflict = exportConflict(run.scope, run.stackId, stackOf(run).outputs, outputs);
  if (conflict !== undefined) return fail(run, conflict);
  succeed(run, forwarded, outputs);
}

function succeed(run: Run, { template, imports }: Forwarded, outputs: readonly StackOutput[]): void {
  const { scope, stackId } = run;
  const { settings, type, roleArn } = operationIn(run);
  const { templateBody, ...kept } = settings;
  scope.store.transaction(() => {
    putTemplate(scope, stackId, templateBody);
    const { description: _, statusReason: __, ...stack } = stackOf(run);
    const change = {
      ...stack,
      ...kept,
      outputs,
      imports: [...imports],
      ...(template.Description === undefined ? {} : { description: template.Description }),
      ...(roleArn === undefined ? {} : { roleArn }),
    };
    if (type === 'CREATE_STACK') {
      setStatus(run, 'CREATE_COMPLETE', undefined, change);
      endOperation(run, true);
    } else {
      setStatus(run, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', undefined, change);
      changeOperation(run, { phase: 'cleanup' });
    }
  });
}

/** `The following resource(s) failed to create: [A, B]. ` and the same for updates, as AWS says it. */
export function failureText(run: Run, failures: readonly Failure[]): string {
  const { deadlineMs } = operationIn(run);
  const timedOut =
    deadlineMs !== undefined && run.scope.clock.now() >= deadlineMs
      ? 'Stack creation time exceeded the specified timeout. '
      : '';
  const parts = (['create', 'update'] as const).flatMap((verb) => {
    const ids = failures.filter((failure) => failure.verb === verb).map((failure) => failure.logicalId);
    return ids.length === 0 ? [] : [`The following resource(s) failed to ${verb}: [${ids.join(', ')}]. `];
  });
  return timedOut + parts.join('');
}

/** Turns the operation back, or leaves everything as it is where that was asked for. */
function fail(run: Run, reason: string): void {
  const { creates, onFailure, type } = operationIn(run);
  run.scope.store.transaction(() => {
    if (onFailure === 'DO_NOTHING') {
      setStatus(run, type === 'CREATE_STACK' ? 'CREATE_FAILED' : 'UPDATE_FAILED', reason);
      pause(run);
    } else if (creates && onFailure === 'DELETE') {
      setStatus(run, 'DELETE_IN_PROGRESS', `${reason}Delete requested by user.`);
      changeOperation(run, { phase: 'delete' });
    } else if (creates) {
      setStatus(run, 'ROLLBACK_IN_PROGRESS', `${reason}Rollback requested by user.`);
      changeOperation(run, { phase: 'rollbackCleanup' });
    } else {
      setStatus(run, 'UPDATE_ROLLBACK_IN_PROGRESS', reason);
      changeOperation(run, { phase: 'rollback' });
    }
  });
}

/** The operation failed for good: it stays, for what continues, rolls back or deletes. */
export function pause(run: Run): void {
  changeOperation(run, { paused: true, cancelRequested: false });
  markChangeSet(run, false);
}

/** Nothing is under way any more. */
export function endOperation(run: Run, succeeded: boolean): void {
  markChangeSet(run, succeeded);
  forgetSteps(run.scope, run.stackId, 'forward', 'revert', 'delete');
  forgetOperation(run.scope, run.stackId);
}

function markChangeSet(run: Run, succeeded: boolean): void {
  const { changeSetId } = operationIn(run);
  if (changeSetId === undefined) return;
  for (const set of changeSetsOf(run.scope, run.stackId))
    if (set.id === changeSetId)
      putChangeSet(run.scope, { ...set, executionStatus: succeeded ? 'EXECUTE_COMPLETE' : 'EXECUTE_FAILED' });
    else if (succeeded) forgetChangeSet(run.scope, set);
}
