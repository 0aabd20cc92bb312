import * as sdk from '@aws-sdk/client-ssm';
import type { Operations, Service } from '../../kernel/service.ts';
import { authorization } from './authorization.ts';
import { parameterOperations } from './operations/parameters.ts';

export const ssm = {
  signingName: 'ssm',
  sdk,
  operations: parameterOperations satisfies Operations<typeof sdk>,
  authorization,
} satisfies Service;
