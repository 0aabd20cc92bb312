import * as sdk from '@aws-sdk/client-secrets-manager';
import type { Operations, Service } from '../../kernel/service.ts';
import { secretOperations } from './operations/secrets.ts';

export const secretsmanager = {
  signingName: 'secretsmanager',
  sdk,
  operations: secretOperations satisfies Operations<typeof sdk>,
} satisfies Service;
