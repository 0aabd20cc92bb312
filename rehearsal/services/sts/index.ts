import * as sdk from '@aws-sdk/client-sts';
import type { Operations, Service } from '../../kernel/service.ts';
import { authorization } from './authorization.ts';
import { assumeRole } from './operations/assume-role.ts';
import { decodeAuthorizationMessage } from './operations/decode-authorization-message.ts';
import { getAccessKeyInfo } from './operations/get-access-key-info.ts';
import { getCallerIdentity } from './operations/get-caller-identity.ts';
import { getSessionToken } from './operations/get-session-token.ts';

export const sts = {
  signingName: 'sts',
  sdk,
  operations: {
    AssumeRole: assumeRole,
    DecodeAuthorizationMessage: decodeAuthorizationMessage,
    GetAccessKeyInfo: getAccessKeyInfo,
    GetCallerIdentity: getCallerIdentity,
    GetSessionToken: getSessionToken,
  } satisfies Operations<typeof sdk>,
  authorization,
} satisfies Service;
