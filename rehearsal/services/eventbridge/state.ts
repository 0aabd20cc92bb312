import { ServiceError } from '../../kernel/errors.ts';
import type { Scope } from '../../kernel/service.ts';

export interface StoredTarget {
  readonly id: string;
  readonly arn: string;
  readonly roleArn?: string;
  readonly input?: string;
  readonly inputPath?: string;
  readonly transformer?: { readonly paths: Readonly<Record<string, string>>; readonly template: string };
  readonly deadLetterArn?: string;
  readonly retries: number;
}

export interface StoredRule {
  readonly name: string;
  readonly bus: string;
  readonly description?: string;
  readonly roleArn?: string;
  readonly pattern?: string;
  readonly schedule?: string;
  readonly enabled: boolean;
  readonly targets: readonly StoredTarget[];
  readonly tags: Readonly<Record<string, string>>;
  /** Of a schedule: the virtual instant of its next event. */
  readonly nextMs?: number;
}

export const DEFAULT_BUS = 'default';
/** By `<bus>/<name>`. */
export const rules = (scope: Scope) => scope.table<StoredRule>('events.rules');
export const buses = (scope: Scope) => scope.table<{ name: string; createdMs: number }>('events.buses');

/** A bus may be named by its ARN. */
export const busName = (name: string | undefined): string => (name ?? DEFAULT_BUS).split('/').pop() ?? DEFAULT_BUS;

export const ruleArn = (scope: Scope, rule: Pick<StoredRule, 'bus' | 'name'>): string =>
  scope.arn('events', rule.bus === DEFAULT_BUS ? `rule/${rule.name}` : `rule/${rule.bus}/${rule.name}`);

export function requireBus(scope: Scope, name: string): void {
  if (name === DEFAULT_BUS || buses(scope).get(name) !== undefined) return;
  throw new ServiceError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
}

export function requireRule(scope: Scope, name: string | undefined, bus: string | undefined): StoredRule {
  const onBus = busName(bus);
  requireBus(scope, onBus);
  const rule = rules(scope).get(`${onBus}/${name}`);
  if (rule === undefined)
    throw new ServiceError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${onBus}.`);
  return rule;
}
