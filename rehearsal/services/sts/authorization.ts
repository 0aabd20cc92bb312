import type * as sdk from '@aws-sdk/client-sts';
import { type Authorization, anyResource, eachRequires, type Requirements } from '../../kernel/access.ts';

/* https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html */
const operations = {
  AssumeRole: (input) => {
    const resource = input.RoleArn ?? '';
    const keys = {
      'sts:ExternalId': input.ExternalId,
      'sts:RoleSessionName': input.RoleSessionName,
      'sts:SourceIdentity': input.SourceIdentity,
      'sts:TransitiveTagKeys': input.TransitiveTagKeys,
    };
    const actions = [
      'sts:AssumeRole',
      ...((input.Tags ?? []).length > 0 ? ['sts:TagSession'] : []),
      ...(input.SourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
    ];
    return actions.map((action) => ({ action, resource, keys }));
  },
  // Everybody may ask who they are, and begin a session of their own: not even a Deny is heard.
  GetCallerIdentity: () => [],
  GetSessionToken: () => [],
  ...eachRequires('sts', ['DecodeAuthorizationMessage', 'GetAccessKeyInfo'], anyResource),
} satisfies Requirements<typeof sdk>;

export const authorization: Authorization = { operations };
