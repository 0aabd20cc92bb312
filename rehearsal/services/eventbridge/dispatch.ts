import type { AwsEvent } from '../../kernel/bus.ts';
import type { Kernel, Scope } from '../../kernel/service.ts';
import { sendToTargets } from './deliveries.ts';
import { matchesPattern, type Pattern, parsePattern } from './pattern.ts';
import { parseSchedule } from './schedule.ts';
import { DEFAULT_BUS, ruleArn, rules, type StoredRule } from './state.ts';

/** Parsed patterns: every event is held against every rule. */
const parsed = new Map<string, Pattern>();
function patternOf(text: string): Pattern {
  const known = parsed.get(text) ?? parsePattern(text);
  parsed.set(text, known);
  return known;
}

/** Sends an event to the targets of every rule that it fits. */
export async function dispatch(kernel: Kernel, event: AwsEvent, bus = DEFAULT_BUS): Promise<void> {
  const scope = kernel.scope(event.region);
  const fitting = rules(scope)
    .values(`${bus}/`)
    .filter(
      (rule) => rule.enabled && rule.pattern !== undefined && matchesPattern(patternOf(rule.pattern), { ...event }),
    );
  for (const rule of fitting) sendToTargets(scope, rule, event);
}

/** Waits for a schedule's next instant, sends its event, and waits again; ends when the rule changes or goes. */
export function runSchedule(scope: Scope, key: string): void {
  const rule = rules(scope).get(key);
  if (rule?.schedule === undefined || !rule.enabled) return;
  const schedule = parseSchedule(rule.schedule);
  const nextMs = rule.nextMs ?? schedule(scope.clock.now());
  if (nextMs === undefined) return;
  if (rule.nextMs === undefined) rules(scope).put(key, { ...rule, nextMs });
  scope.clock.at(nextMs, () => {
    if (scope.shutdown.aborted) return;
    const current = rules(scope).get(key);
    // A rule that was changed meanwhile has a wait of its own.
    if (current === undefined || current.schedule !== rule.schedule || current.nextMs !== nextMs || !current.enabled)
      return;
    const following = schedule(nextMs);
    const { nextMs: _, ...rest } = current;
    rules(scope).put(key, following === undefined ? rest : { ...rest, nextMs: following });
    const event = scheduledEvent(scope, current, nextMs);
    sendToTargets(scope, current, event);
    if (following !== undefined) runSchedule(scope, key);
  });
}

function scheduledEvent(scope: Scope, rule: StoredRule, atMs: number): AwsEvent {
  return {
    version: '0',
    id: crypto.randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: scope.account,
    time: new Date(atMs).toISOString(),
    region: scope.region,
    resources: [ruleArn(scope, rule)],
    detail: {},
  };
}

export function resumeSchedules(kernel: Kernel): void {
  for (const region of kernel.regions()) {
    const scope = kernel.scope(region);
    for (const { key } of rules(scope).entries()) runSchedule(scope, key);
  }
}
