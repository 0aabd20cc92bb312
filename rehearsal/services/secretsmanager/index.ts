import * as sdk from '@aws-sdk/client-secrets-manager';
import type { Operations, Service } from '../../kernel/service.ts';
import { authorization } from './authorization.ts';
import { secretOperations } from './operations/secrets.ts';

export const secretsmanager = {
  signingName: 'secretsmanager',
  sdk,
  operations: secretOperations satisfies Operations<typeof sdk>,
  authorization,
} satisfies Service;
