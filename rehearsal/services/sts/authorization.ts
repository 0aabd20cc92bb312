import type * as sdk from '@aws-sdk/client-sts';
import { type Authorization, anyResource, eachRequires, type Requirements } from '../../kernel/access.ts';
import { actionsOf } from './session-attributes.ts';
import { assumeKeys } from './trust.ts';

/* https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html */
const operations = {
  AssumeRole: (input, context) => {
    const resource = input.RoleArn ?? '';
    const keys = assumeKeys(input);
    return actionsOf(input, context.principal).map((action) => ({ action, resource, keys }));
  },
  // Everybody may ask who they are, and begin a session of their own: not even a Deny is heard.
  GetCallerIdentity: () => [],
  GetSessionToken: () => [],
  ...eachRequires('sts', ['DecodeAuthorizationMessage', 'GetAccessKeyInfo'], anyResource),
} satisfies Requirements<typeof sdk>;

export const authorization: Authorization = { operations };
