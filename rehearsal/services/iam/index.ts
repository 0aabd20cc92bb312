import * as sdk from '@aws-sdk/client-iam';
import type { Kernel, Operations, Service } from '../../kernel/service.ts';
import { authorization } from './authorization.ts';
import { accountOperations } from './operations/account.ts';
import { policyOperations } from './operations/managed-policies.ts';
import { roleOperations } from './operations/roles.ts';
import { simulationOperations } from './operations/simulate.ts';
import { userOperations } from './operations/users.ts';
import { identityExists, identityPolicies } from './policy-source.ts';
import { keyOf, users } from './state.ts';

export const iam = {
  signingName: 'iam',
  sdk,
  operations: {
    ...roleOperations,
    ...userOperations,
    ...policyOperations,
    ...accountOperations,
    ...simulationOperations,
  } satisfies Operations<typeof sdk>,
  start: addDeveloper,
  authorization,
  identityPolicies,
  identityExists,
} satisfies Service;

/** The person at the keyboard is a user of the account, with all rights, as whoever bootstraps an account is. */
function addDeveloper(kernel: Kernel): void {
  const key = keyOf(kernel.account, 'developer');
  if (users(kernel).get(key) !== undefined) return;
  users(kernel).put(key, {
    name: 'developer',
    path: '/',
    arn: `arn:aws:iam::${kernel.account}:user/developer`,
    id: 'AIDADEVELOPER',
    createdMs: kernel.clock.now(),
    tags: [],
    inline: {},
    attached: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    keys: {},
  });
}
