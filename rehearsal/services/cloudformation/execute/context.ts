import { createHash } from 'node:crypto';
import type { Scope } from '../../../kernel/service.ts';
import type { Stack } from '../model.ts';
import type { ResourceContext } from '../resource-type.ts';
import type { Json } from '../template/json.ts';
import type { ClientMaker } from './credentials.ts';

/** What CloudFormation's own long steps have besides what a handler has. */
export interface StepContext extends ResourceContext {
  /** Kept with the step over restarts. */
  recall(name: string): Json | undefined;
  remember(values: Readonly<Record<string, Json>>): void;
  /** The step takes a change back that another step made. */
  readonly isRollback: boolean;
  /** Aborted when another resource failed, the operation is cancelled or the process ends. */
  readonly cancelled: AbortSignal;
}

const SUFFIX_LENGTH = 12;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Letters and digits that look random and follow from `token`. */
export function suffixOf(token: string): string {
  const digest = createHash('sha256').update(token).digest();
  return Array.from({ length: SUFFIX_LENGTH }, (_, index) => ALPHABET[(digest[index] ?? 0) % ALPHABET.length]).join('');
}

/**
 * `<stack>-<logical id>-<suffix>`, each of the first two cut so that the whole has at most `maxLength` characters.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
 */
export function generatedName(stackName: string, logicalId: string, token: string, maxLength: number): string {
  const suffix = suffixOf(token);
  const room = maxLength - suffix.length - 2;
  if (room < 2) return suffix.slice(0, maxLength);
  const half = Math.floor(room / 2);
  const stackLength = Math.min(stackName.length, Math.max(half, room - logicalId.length));
  return `${stackName.slice(0, stackLength)}-${logicalId.slice(0, room - stackLength)}-${suffix}`;
}

export interface StepMemory {
  recall(name: string): Json | undefined;
  remember(values: Readonly<Record<string, Json>>): void;
}

export function stepContext(
  scope: Scope,
  stack: Pick<Stack, 'id' | 'name'>,
  step: { readonly logicalId: string; readonly token: string },
  client: ClientMaker,
  memory: StepMemory,
  cancelled: AbortSignal,
  isRollback: boolean,
): StepContext {
  const own: Omit<StepContext, keyof Scope> = {
    stackId: stack.id,
    stackName: stack.name,
    logicalId: step.logicalId,
    token: step.token,
    client,
    generateName: (maxLength) => generatedName(stack.name, step.logicalId, step.token, maxLength),
    recall: memory.recall,
    remember: memory.remember,
    cancelled,
    isRollback,
  };
  const context: StepContext = Object.assign(Object.create(scope), own);
  return context;
}
