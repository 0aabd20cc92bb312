import type { Rule } from '../rule.ts';
import { textOf } from '../template.ts';

/** Whatever the policies of a role become, its boundary ends what it can do. */
export const roleBoundary: Rule = {
  id: 'role-boundary',
  description:
    'Every role and user has a permissions boundary. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html',
  fix: 'Make the role with ExactRole of app/identity/exact-role.ts, which takes the boundary of the bootstrap stack.',
  types: ['AWS::IAM::Role', 'AWS::IAM::User'],
  check: ({ properties: { PermissionsBoundary } }) => {
    if (PermissionsBoundary === undefined) {
      return [{ finding: 'PermissionsBoundary', detail: 'PermissionsBoundary is not set: only its policies limit it' }];
    }
    const boundary = textOf(PermissionsBoundary);
    return /:iam::aws:policy\//.test(boundary)
      ? [{ finding: 'PermissionsBoundary', detail: `PermissionsBoundary is '${boundary}', a policy of AWS` }]
      : [];
  },
};
