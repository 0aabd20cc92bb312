import { RUN_ACTION } from './acting-roles.ts';
import { EVERYBODY } from './covers.ts';
import type { Grant, Pattern } from './grant.ts';
import { BOUNDARY_ACTION, CONNECT_ACTION, GROUP_ACTION, POLICY_ACTION } from './grants-of.ts';

/** What the first word of an action's name means to a reader; anything else is told by the action itself. */
const VERBS: readonly (readonly [words: RegExp, verb: string])[] = [
  [/^(?:Get|BatchGet|Query|Scan|Describe|Select|Receive|View)/, 'read'],
  [/^(?:List)/, 'list'],
  [/^(?:Put|Update|Write|BatchWrite|Modify|Set|Upload)/, 'write'],
  [/^(?:Create)/, 'create'],
  [/^(?:Delete|Remove)/, 'delete'],
  [/^(?:Invoke)/, 'invoke'],
  [/^(?:Publish|Send)/, 'send to'],
  [/^(?:Assume)/, 'act as'],
  [/^(?:Decrypt|Encrypt|ReEncrypt|GenerateDataKey)/, 'encrypt or decrypt with'],
];

/**
 * Grants as sentences, one for each principal, resource and set of conditions.
 *
 * @param change whether they were gained or lost
 */
export function sentences(grants: readonly Grant[], change: 'gained' | 'lost'): readonly string[] {
  const groups = new Map<string, Grant[]>();
  for (const grant of grants) {
    const key = JSON.stringify([grant.effect, grant.principal, grant.resource, grant.conditions, kindOf(grant)]);
    groups.set(key, [...(groups.get(key) ?? []), grant]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [sentence(first, group, change)];
  });
}

function sentence(first: Grant, group: readonly Grant[], change: 'gained' | 'lost'): string {
  const who = principalWords(first.principal);
  const what = resource(first.resource);
  const condition = first.conditions.map(
    ({ operator, key, values }) =>
      `${key} ${operator} ${values.map((value) => value.replaceAll(/[<>]/g, '')).join(' or ')}`,
  );
  const under = condition.length === 0 ? '' : `, if ${condition.join(' and ')}`;
  const now = change === 'gained' ? 'may now' : 'may no longer';
  if (kindOf(first) === POLICY_ACTION) {
    if (first.effect === 'Allow') return `${who} ${now} do all that the policy ${what} allows${under}`;
    return `${who} is ${change === 'gained' ? 'no longer' : 'now'} denied what the policy ${what} denies`;
  }
  if (kindOf(first) === GROUP_ACTION)
    return `${who} is ${change === 'gained' ? 'now' : 'no longer'} in the group ${what}`;
  if (kindOf(first) === BOUNDARY_ACTION) {
    return `${who} is ${change === 'gained' ? 'no longer' : 'now'} bounded by ${what}`;
  }
  if (kindOf(first) === CONNECT_ACTION) return `${who} ${now} connect to ${what}`;
  if (kindOf(first) === RUN_ACTION) return `${who} ${now} run as ${principalWords(pattern(first.resource))}`;
  const actions = group.map(({ action }) => action);
  const told = `${verbs(actions)} ${what} (${actions.map(pattern).join(', ')})${under}`;
  if (first.effect === 'Deny') {
    return `${who} is ${change === 'gained' ? 'no longer' : 'now'} denied to ${told}`;
  }
  return `${who} ${now} ${told}`;
}

/** What is told in words of its own, and not by its actions. */
function kindOf({ action }: Grant): string {
  const text = action.kind === 'only' ? action.text : '';
  if (text.startsWith(`${RUN_ACTION} `)) return RUN_ACTION;
  return [POLICY_ACTION, BOUNDARY_ACTION, CONNECT_ACTION, GROUP_ACTION].includes(text) ? text : '';
}

/** The verbs of some actions, without repetition; `do anything with` where a pattern leaves it open. */
function verbs(actions: readonly Pattern[]): string {
  const found = actions.map((action) => {
    const name = action.kind === 'only' ? (action.text.split(':')[1] ?? '') : '';
    if (name === '' || name.startsWith('*')) return 'do anything with';
    return VERBS.find(([words]) => words.test(name))?.[1] ?? 'use';
  });
  return [...new Set(found)].join(', ');
}

const pattern = (one: Pattern): string => (one.kind === 'only' ? one.text : `everything but ${one.texts.join(', ')}`);

/** Who is meant by a principal of a grant, such as `anyone` or the construct of a role. */
export function principalWords(text: string): string {
  if (text === EVERYBODY || text === 'AWS:*') return 'anyone';
  const service = /^Service:(.*)$/.exec(text)?.[1];
  if (service !== undefined) return `the service ${service}`;
  const network = /^Network:(.*)$/.exec(text)?.[1];
  if (network !== undefined) return `the network ${network}`;
  const named = text.replace(/^(AWS|Federated|CanonicalUser):/, '').replaceAll(/[<>]/g, '');
  // A role is told by what it is for: the construct that it stands in.
  return `\`${named.replace(/\.Arn$/, '').replace(/(\/(Rights|Service|ServiceRole|Action))?\/Role$/, '')}\``;
}

function resource(one: Pattern): string {
  if (one.kind === 'only' && one.text === '*') return 'anything';
  return `\`${pattern(one).replaceAll(/<([^>]*?)(?:\.(?:Arn|GroupId))?>/g, '$1')}\``;
}
