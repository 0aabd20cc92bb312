import type { Rule } from '../rule.ts';
import { isOwnAccount, textOf } from '../template.ts';

/** The policy that the bootstrap stack makes, see app/identity/role-boundary.ts. */
const BOUNDARY =
  /^arn:(?:aws[\w-]*|<AWS::Partition>):iam::(\d{12}|<AWS::AccountId>):policy\/cdk-[\w-]{1,10}-role-boundary-\1-(?:[a-z\d-]+|<AWS::Region>)$/;

/** Whatever the policies of a role become, its boundary ends what it can do. */
export const roleBoundary: Rule = {
  id: 'role-boundary',
  description:
    'Every role and user has the permissions boundary of the bootstrap stack. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html',
  fix: 'Make the role with ExactRole of app/identity/exact-role.ts, which takes the boundary of the bootstrap stack.',
  types: ['AWS::IAM::Role', 'AWS::IAM::User'],
  check: ({ properties: { PermissionsBoundary } }, template) => {
    if (PermissionsBoundary === undefined) {
      return [{ finding: 'PermissionsBoundary', detail: 'PermissionsBoundary is not set: only its policies limit it' }];
    }
    const boundary = textOf(PermissionsBoundary);
    const account = BOUNDARY.exec(boundary)?.[1];
    if (account !== undefined && isOwnAccount(account, template)) return [];
    return [
      {
        finding: 'PermissionsBoundary',
        detail: `PermissionsBoundary is '${boundary}', and not of the bootstrap stack`,
      },
    ];
  },
};
