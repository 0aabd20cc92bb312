import * as sdk from '@aws-sdk/client-kms';
import type { Operations, Service } from '../../kernel/service.ts';
import { authorization } from './authorization.ts';
import { cryptographicOperations } from './operations/cryptography.ts';
import { aliasOperations, grantOperations, keyOperations } from './operations/keys.ts';

export const kms = {
  signingName: 'kms',
  sdk,
  operations: {
    ...keyOperations,
    ...aliasOperations,
    ...grantOperations,
    ...cryptographicOperations,
  } satisfies Operations<typeof sdk>,
  authorization,
} satisfies Service;
