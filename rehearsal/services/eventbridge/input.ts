import type { AwsEvent } from '../../kernel/bus.ts';
import type { StoredTarget } from './state.ts';

/* What a target is given: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html */

/** `$.detail.state`: the paths of EventBridge know names and list indices only. */
export function atPath(event: unknown, path: string): unknown {
  if (path === '$') return event;
  let value = event;
  for (const [, name, index] of path.slice(1).matchAll(/\.([^.[]+)|\[(\d+)\]/g)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key === (name ?? index))?.[1];
  }
  return value;
}

function transform(template: string, variables: Readonly<Record<string, unknown>>): string {
  return template.replace(/"?<([A-Za-z0-9_.-]+)>"?/g, (whole, name: string) => {
    if (!(name in variables)) return whole;
    const value = variables[name];
    const quoted = whole.startsWith('"') && whole.endsWith('"');
    if (typeof value === 'string') return quoted ? JSON.stringify(value) : whole.replace(`<${name}>`, value);
    return whole.replace(quoted ? `"<${name}>"` : `<${name}>`, value === undefined ? 'null' : JSON.stringify(value));
  });
}

export function inputFor(target: StoredTarget, event: AwsEvent, ruleName: string, ruleArn: string): string {
  if (target.input !== undefined) return target.input;
  if (target.inputPath !== undefined) return JSON.stringify(atPath(event, target.inputPath) ?? null);
  if (target.transformer === undefined) return JSON.stringify(event);
  const variables: Record<string, unknown> = {
    'aws.events.rule-name': ruleName,
    'aws.events.rule-arn': ruleArn,
    'aws.events.event.json': event,
    'aws.events.event.ingestion-time': event.time,
  };
  for (const [name, path] of Object.entries(target.transformer.paths)) variables[name] = atPath(event, path);
  return transform(target.transformer.template, variables);
}
