import type { Principal } from '../kernel/principal.ts';
import type { CompiledPolicy } from './compile.ts';
import type { ConditionKeys } from './condition.ts';
import { appliesTo } from './principal-match.ts';

/**
 * Whether the policy of the one thing that it is on, such as a role's trust policy, lets a caller perform an action, whatever else
 * the caller may do. An explicit deny wins.
 */
export function allowsByItself(
  policy: CompiledPolicy,
  action: string,
  caller: Principal,
  keys: ConditionKeys,
): boolean {
  const matching = policy.statements.filter(
    (statement) =>
      statement.coversAction(action.toLowerCase()) &&
      appliesTo(statement.source, caller) &&
      statement.conditionsHold(keys),
  );
  return matching.some(({ effect }) => effect === 'Allow') && !matching.some(({ effect }) => effect === 'Deny');
}
