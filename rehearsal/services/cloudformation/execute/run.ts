import type { ResourceStatus, StackStatus } from '@aws-sdk/client-cloudformation';
import { uuid } from '../../../kernel/ids.ts';
import type { Scope } from '../../../kernel/service.ts';
import type { Engine } from '../engine.ts';
import { recordResourceEvent, recordStackEvent } from '../events.ts';
import type { Stack, StackOperation, StackResource, Step } from '../model.ts';
import { getStack, operationOf, putOperation, putStack, putStep, type StepKind, stepOf } from '../state.ts';
import { type StepContext, stepContext } from './context.ts';
import { actingClients } from './credentials.ts';
import { Cancelled, failureReason } from './failure.ts';

/** One operation while it runs. What it knows is in the store: this holds only what a restart makes anew. */
export interface Run {
  readonly engine: Engine;
  readonly scope: Scope;
  readonly stackId: string;
  readonly cancel: AbortController;
}

export const stackOf = ({ scope, stackId }: Run): Stack => getStack(scope, stackId);

export function operationIn({ scope, stackId }: Run): StackOperation {
  const operation = operationOf(scope, stackId);
  if (operation === undefined) throw new Error(`Stack ${stackId} has no operation under way`);
  return operation;
}

export function changeOperation(run: Run, change: Partial<StackOperation>): void {
  putOperation(run.scope, { ...operationIn(run), ...change });
}

/** Stores a stack's new status and its event together. */
export function setStatus(run: Run, status: StackStatus, reason?: string, change: Partial<Stack> = {}): void {
  const { statusReason: _, ...stack } = stackOf(run);
  const next: Stack = { ...stack, ...change, status, ...(reason === undefined ? {} : { statusReason: reason }) };
  run.scope.store.transaction(() => {
    putStack(run.scope, next);
    recordStackEvent(run.scope, next, operationIn(run));
  });
}

export function tell(
  run: Run,
  resource: Pick<StackResource, 'logicalId' | 'type'> & {
    readonly physicalId?: string | undefined;
    readonly properties?: object;
  },
  status: ResourceStatus,
  reason?: string,
): void {
  recordResourceEvent(run.scope, stackOf(run), operationIn(run), { ...resource, status, reason });
}

/** The step of this operation on a resource: the one that an earlier process began, or a new one that is stored. */
export function beginStep(
  run: Run,
  kind: StepKind,
  begun: Omit<Step, 'status' | 'token' | 'operationId'>,
): { step: Step; isNew: boolean } {
  const { id: operationId } = operationIn(run);
  const known = stepOf(run.scope, run.stackId, kind, begun.logicalId);
  if (known?.operationId === operationId && known.status === 'running') return { step: known, isNew: false };
  const step: Step = { ...begun, status: 'running', token: uuid(), operationId };
  putStep(run.scope, run.stackId, kind, step);
  return { step, isNew: true };
}

/** The context of a step's handler, with the credentials that the operation acts with. */
export async function contextOf(run: Run, kind: StepKind, { logicalId, token }: Step): Promise<StepContext> {
  const { scope, stackId } = run;
  const { roleArn, caller } = operationIn(run);
  const client = await actingClients(scope, { roleArn, caller, stackId });
  const stored = (): Step => {
    const step = stepOf(scope, stackId, kind, logicalId);
    if (step === undefined) throw new Error(`The ${kind} step of ${logicalId} vanished`);
    return step;
  };
  const memory = {
    recall: (name: string) => stored().memory?.[name],
    remember: (values: NonNullable<Step['memory']>) => {
      const step = stored();
      putStep(scope, stackId, kind, { ...step, memory: { ...step.memory, ...values } });
    },
  };
  return stepContext(scope, stackOf(run), { logicalId, token }, client, memory, run.cancel.signal, kind === 'revert');
}

/**
 * Why a step failed, as its event says it. A bug of the rehearsal is reported, and fails the resource too: the stack
 * takes itself back instead of staying half-made.
 * @throws the error itself when the process is ending: the step goes on after the restart
 */
export function reasonOf(run: Run, error: unknown, step: Pick<Step, 'logicalId' | 'token'>, doing: string): string {
  if (run.scope.shutdown.aborted) throw error;
  if (error instanceof Cancelled) return `Resource ${doing} cancelled`;
  const known = failureReason(error, step.logicalId, step.token);
  if (known !== undefined) return known;
  run.scope.report(error, `CloudFormation resource ${step.logicalId}`);
  return `Internal Failure: ${error instanceof Error ? error.message : String(error)}`;
}

const GONE = new Set<ResourceStatus>(['DELETE_COMPLETE', 'DELETE_SKIPPED']);

/** Whether there is a resource behind the record. */
export function exists(
  resource: StackResource | undefined,
): resource is StackResource & { readonly physicalId: string } {
  return resource?.physicalId !== undefined && !GONE.has(resource.status);
}
