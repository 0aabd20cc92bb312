import * as sdk from '@aws-sdk/client-sts';
import type { Operations, Service } from '../../kernel/service.ts';
import { getCallerIdentity } from './operations/get-caller-identity.ts';

export const sts = {
  signingName: 'sts',
  sdk,
  operations: {
    GetCallerIdentity: getCallerIdentity,
  } satisfies Operations<typeof sdk>,
} satisfies Service;
