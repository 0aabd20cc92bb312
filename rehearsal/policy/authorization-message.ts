import { callerName } from './denial.ts';
import type { Statement } from './document.ts';
import type { AuthorizationRequest, Decision } from './evaluate.ts';

/*
 * What is told of a decision to those who may decode it.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
 */

interface Items<T> {
  readonly items: readonly T[];
}
const items = <T>(list: readonly T[]): Items<T> => ({ items: list });
const values = (list: readonly string[] | undefined): Items<{ readonly value: string }> =>
  items((list ?? []).map((value) => ({ value })));

const conditionsOf = (entries: Iterable<readonly [key: string, given: readonly string[]]>) =>
  items([...entries].map(([key, given]) => ({ key, values: values(given) })));

/** @param callerId the caller is the principal of an identity's policy, which names none */
function describe({ Sid, Effect, Principal, Action, Resource, Condition }: Statement, callerId: string) {
  return {
    statementId: Sid ?? '',
    effect: Effect.toUpperCase(),
    principals: values(Principal === undefined ? [callerId] : Object.values(Principal).flat()),
    principalGroups: values([]),
    actions: values(Action),
    resources: values(Resource),
    conditions: conditionsOf(Object.values(Condition ?? {}).flatMap((keys) => Object.entries(keys))),
  };
}

/** The authorization status of a request, as JSON. */
export function authorizationMessage(
  { principal, action, resource, keys }: AuthorizationRequest,
  { allowed, explicit, statement }: Decision,
): string {
  const name = callerName(principal);
  return JSON.stringify({
    allowed,
    explicitDeny: explicit,
    matchedStatements: items(statement === undefined ? [] : [describe(statement.source, principal.id)]),
    failures: items([]),
    context: {
      principal: { id: principal.id, name: name.slice(name.lastIndexOf('/') + 1), arn: principal.arn },
      action,
      resource,
      conditions: conditionsOf(keys),
    },
  });
}
