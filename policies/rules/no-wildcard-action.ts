import type { Rule } from '../rule.ts';
import {
  allows,
  IDENTITY_POLICY_TYPES,
  identityStatements,
  RESOURCE_POLICY_TYPES,
  resourceStatements,
  type Statement,
} from '../statements.ts';
import { isOwnAccount, type Resource, type Template } from '../template.ts';

const ACCOUNT_ROOT = /:iam::(\d{12}|<AWS::AccountId>):root$/;

function isRootOfItsAccount(principal: string, template: Template): boolean {
  const account = ACCOUNT_ROOT.exec(principal)?.[1];
  return account !== undefined && isOwnAccount(account, template);
}

/**
 * A key is administered through IAM policies of its account only where its own policy says so, and a key without such
 * a statement can become unmanageable. https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
function delegatesKeyToItsAccount({ type }: Resource, template: Template, { principals, actions }: Statement): boolean {
  const rootOnly = principals.length > 0 && principals.every(({ value }) => isRootOfItsAccount(value, template));
  return type === 'AWS::KMS::Key' && rootOnly && actions.every((action) => action === 'kms:*');
}

/** Statements name the actions that they allow. */
export const noWildcardAction: Rule = {
  id: 'no-wildcard-action',
  description:
    'A statement that allows names each action. https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
  fix: 'Write out the actions that the code calls.',
  types: [...IDENTITY_POLICY_TYPES, ...RESOURCE_POLICY_TYPES],
  check: (resource, template) =>
    [...identityStatements(resource), ...resourceStatements(resource)]
      .filter((statement) => allows(statement) && !delegatesKeyToItsAccount(resource, template, statement))
      .flatMap(({ actions, notActions, text }) => [
        ...actions
          .filter((action) => action.includes('*') || action.includes('?'))
          .map((action) => ({ finding: `Action::${action}`, detail: `The action '${action}' in ${text}` })),
        ...notActions.map((action) => ({
          finding: `NotAction::${action}`,
          detail: `Everything but '${action}' in ${text}`,
        })),
      ]),
};
