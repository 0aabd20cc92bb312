import * as sdk from '@aws-sdk/client-ecr';
import type { Operations, Service } from '../../kernel/service.ts';
import { authorization } from './authorization.ts';
import { imageOperations } from './operations/images.ts';
import { repositoryOperations } from './operations/repositories.ts';

export const ecr = {
  signingName: 'ecr',
  sdk,
  operations: { ...repositoryOperations, ...imageOperations } satisfies Operations<typeof sdk>,
  authorization,
} satisfies Service;
