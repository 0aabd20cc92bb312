import { deploymentFailure } from './deployment-failure.ts';

/* What a failed action says is written by several services, one inside the other: a stack, its resources, their handlers, a
   deployment. AWS documents none of these texts, so what is not recognized is told as it is. */

const RESOURCES = /The following resource\(s\) failed to (create|update|delete|import): \[([^\]]*)\]\.?/g;
const STACK = /Stack:? (?:arn:[^\s/]*:stack\/)?([A-Za-z][\w-]*)\S* ended as ([A-Z_]+)\.?/;
const DEPLOYMENT = /CodeDeploy deployment (d-\w+) (failed|was stopped)(?: \((\w+)\))?: ([\s\S]*)$/i;
const HANDLER = /Resource handler returned message: "([\s\S]*)"\s*\(RequestToken: [^)]*\)/;
const INVALID = /Properties validation failed for resource (\S+) with message:\s*([\s\S]*)$/;
/** What only AWS's support can read: a service with its status code and the id of the request. */
const REQUEST = /\s*\((?=[^()]*(?:Request ?ID|RequestToken|Status Code|SDK Attempt Count)\b)[^()]*\)/gi;

const DONE = { create: 'created', update: 'updated', delete: 'deleted', import: 'imported' } as const;
const isVerb = (verb: string): verb is keyof typeof DONE => verb in DONE;
const IN_VAIN = /^Resource (?:creation|update|deletion) cancelled\.?$/i;

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
const ended = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** `A`, `A and B`, `A and 3 others`. */
function named(names: readonly string[]): string {
  const [first = '', second] = names;
  if (second === undefined) return first;
  return names.length === 2 ? `${first} and ${second}` : `${first} and ${names.length - 1} others`;
}

/** The resources of a stack that failed, in a clause; undefined where none is named. */
function failedResources(raw: string): { readonly names: string; readonly clause: string } | undefined {
  const found = [...raw.matchAll(RESOURCES)].flatMap(([, verb = '', list = '']) =>
    isVerb(verb) ? [{ verb, names: list.split(',').map((name) => name.trim()) }] : [],
  );
  const [first] = found;
  if (first === undefined) return undefined;
  const names = named(found.flatMap((one) => one.names));
  return { names, clause: `${names} could not be ${DONE[first.verb]}` };
}

/** Why it failed, without what a person cannot use. */
function causeIn(raw: string): string {
  const rest = raw
    .replace(STACK, '')
    .replaceAll(RESOURCES, '')
    .replace(/^[.\s]+/, '');
  const invalid = INVALID.exec(rest);
  if (invalid !== null) return `the properties of ${invalid[1]} are not valid: ${oneLine(invalid[2] ?? '')}`;
  const handler = HANDLER.exec(rest);
  const cause = oneLine((handler?.[1] ?? rest).replaceAll(REQUEST, ''));
  return IN_VAIN.test(cause) ? '' : cause;
}

/**
 * What went wrong, in one sentence: which resource of which stack failed, and why. Pure.
 *
 * @param raw what the action says of its failure
 * @returns empty where it says nothing
 */
export function failureSentence(raw: string): string {
  if (raw.trim() === '') return '';
  const stack = STACK.exec(raw);
  const resources = failedResources(raw);
  const deployment = DEPLOYMENT.exec(raw);
  if (deployment !== null) {
    const [, id = '', how = '', code = '', message = ''] = deployment;
    const of = resources === undefined ? '' : ` of ${resources.names}`;
    const why = deploymentFailure(code, oneLine(message));
    // What an alarm stops goes back; a person may stop a deployment and leave it, and some fail before they have begun.
    return ended(
      code === 'ALARM_ACTIVE'
        ? `CodeDeploy took deployment ${id}${of} back: ${why}`
        : `CodeDeploy deployment ${id}${of} ${how}: ${why}`,
    );
  }
  // What is not CloudFormation's begins with what matters: a message, and below it a stack or a log.
  if (resources === undefined && stack === null && !INVALID.test(raw))
    return ended(causeIn(raw.trim().split('\n', 1)[0] ?? ''));
  const cause = causeIn(raw);
  if (resources === undefined && stack === null) return ended(cause);
  const what = resources?.clause ?? `it ended as ${stack?.[2]}`;
  const where = stack === null ? '' : `Stack ${stack[1]}: `;
  return ended(`${where}${what}${cause === '' ? '' : `: ${cause}`}`);
}
