import { createHash } from 'node:crypto';
import type { Scope } from '../../kernel/service.ts';
import type { AnyResourceType, Provisioned, ResourceContext } from '../cloudformation/resource-type.ts';
import { clientsOf } from './actor.ts';
import type { Stack } from './state.ts';

/** Finds the handler of a type; undefined for what is only kept as a record. */
export type HandlerOf = (type: string) => AnyResourceType | undefined;

const UPPER_BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Twelve letters that are the same each time for the same text: a create that is tried again finds its own resource. */
function suffixOf(text: string): string {
  const digest = createHash('sha256').update(text).digest();
  return [...digest.subarray(0, 12)].map((byte) => UPPER_BASE32[byte % 32]).join('');
}

/** Stack, logical id and suffix, where the first two give way when the whole is too long. */
export function generatedName(stackName: string, logicalId: string, suffix: string, maxLength: number): string {
  const whole = `${stackName}-${logicalId}-${suffix}`;
  if (whole.length <= maxLength) return whole;
  const room = maxLength - suffix.length - 2;
  const half = Math.floor(room / 2);
  const stackPart = stackName.slice(0, Math.max(half, room - logicalId.length));
  return `${stackPart}-${logicalId.slice(0, room - stackPart.length)}-${suffix}`;
}

/** What a handler gets for one resource in one operation. */
export async function resourceContext(scope: Scope, stack: Stack, logicalId: string): Promise<ResourceContext> {
  const token = `${stack.operation?.id ?? ''}/${logicalId}`;
  const make = await clientsOf(scope, stack);
  const context: ResourceContext = Object.assign(Object.create(scope), {
    stackId: stack.id,
    stackName: stack.name,
    logicalId,
    token,
    client: make,
    generateName: (maxLength: number) =>
      generatedName(stack.name, logicalId, suffixOf(`${stack.id} ${token}`), maxLength),
  } satisfies Partial<ResourceContext>);
  return context;
}

/** Types that stand for nothing outside the template. */
const SILENT = new Set(['AWS::CDK::Metadata', 'AWS::CloudFormation::WaitConditionHandle']);

/** Keeps a resource of a type without local behaviour, and says so. */
export function keepAsRecord(context: ResourceContext, type: string): Provisioned {
  if (!SILENT.has(type)) {
    const why = 'this type has no local behaviour: its properties are kept, nothing is run';
    context.recordNotRun({ type, logicalId: `${context.stackName}/${context.logicalId}`, why });
  }
  return { physicalId: context.generateName(128), attributes: {} };
}
