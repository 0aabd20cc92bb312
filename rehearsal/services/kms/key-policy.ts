import { requirementKeys } from '../../access/request-keys.ts';
import type { Context } from '../../kernel/service.ts';
import { allowsByItself } from '../../policy/allows-by-itself.ts';
import { compileDocument } from '../../policy/compile.ts';
import type { PolicyDocument, Statement } from '../../policy/document.ts';

/**
 * Whether a statement of a key policy counts: one that lacks actions or resources is taken, and has no effect.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html#key-policy-elements
 */
export const hasEffect = ({ Action, NotAction, Resource, NotResource }: Statement): boolean =>
  (Action ?? NotAction) !== undefined && (Resource ?? NotResource) !== undefined;

const ACTION = 'kms:PutKeyPolicy';

/**
 * Whether a key policy lets its writer write it again, by name or by leaving it to the account. Services of AWS write none
 * of their own accord.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#prevent-unmanageable-key
 */
export function canPutPolicyAgain(policy: PolicyDocument, context: Context): boolean {
  const { principal, region, account } = context;
  if (principal.kind === 'service') return true;
  const global = context.access.keysOf(context, principal);
  const keys = requirementKeys(global, ACTION, { principal, region, own: {} }, { account, keys: {} });
  const effective = { ...policy, Statement: policy.Statement.filter(hasEffect) };
  return allowsByItself(compileDocument('the new key policy', effective), ACTION, principal, keys);
}
