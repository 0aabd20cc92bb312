import type { AwsEvent } from '../../kernel/bus.ts';
import type { Kernel, Scope } from '../../kernel/service.ts';
import { deliver } from './deliver.ts';
import type { StoredRule, StoredTarget } from './state.ts';

/** An event on its way to one target. */
interface Delivery {
  readonly rule: StoredRule;
  readonly target: StoredTarget;
  readonly event: AwsEvent;
}

const deliveries = (scope: Scope) => scope.table<Delivery>('events.deliveries');

/** Deliveries that this process carries out, so that none is taken up that has begun already. */
const underWay = new WeakMap<Kernel['bus'], Set<string>>();

function carryOut(scope: Scope, key: string, { rule, target, event }: Delivery): void {
  const begun = underWay.get(scope.bus) ?? new Set();
  underWay.set(scope.bus, begun);
  const name = `${scope.account} ${scope.region} ${key}`;
  if (begun.has(name)) return;
  begun.add(name);
  scope.background(`rule ${rule.name}`, async () => {
    try {
      const over = await deliver(scope, rule, target, event);
      if (over) deliveries(scope).delete(key);
    } finally {
      begun.delete(name);
    }
  });
}

/** Sends an event to the targets of a rule; what an end of the process leaves on its way is sent again, at least once. */
export function sendToTargets(scope: Scope, rule: StoredRule, event: AwsEvent): void {
  for (const target of rule.targets) {
    const key = `${event.id}/${rule.bus}/${rule.name}/${target.id}`;
    const delivery = { rule, target, event };
    deliveries(scope).put(key, delivery);
    carryOut(scope, key, delivery);
  }
}

/** Takes up what an earlier process left on its way. */
export function resumeDeliveries(kernel: Kernel): void {
  for (const region of kernel.regions()) {
    const scope = kernel.scope(region);
    for (const { key, value } of deliveries(scope).entries()) carryOut(scope, key, value);
  }
}
