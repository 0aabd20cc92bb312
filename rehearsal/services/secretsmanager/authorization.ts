import type * as sdk from '@aws-sdk/client-secrets-manager';
import {
  type Authorization,
  anyResource,
  eachRequires,
  type Requirements,
  type ResourceDescription,
} from '../../kernel/access.ts';
import type { Context, Scope } from '../../kernel/service.ts';
import { resourceTags, tagsByName } from '../../policy/tag-keys.ts';
import type { Secret } from './secrets.ts';

/* https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html */

const secrets = (scope: Scope) => scope.table<Secret>('secretsmanager.secrets').values();
const look = (scope: Scope, reference: string) => {
  const tail = reference.replace(/^arn:aws:secretsmanager:[^:]*:\d*:secret:/, '');
  return secrets(scope).find((secret) => secret.arn === reference || secret.name === tail);
};
/** By name or ARN; the ARN of one that is not there ends with the question marks that policies write for the random suffix. */
function secret(reference: string | undefined, context: Context): string {
  const text = reference ?? '';
  return (
    look(context, text)?.arn ??
    (text.startsWith('arn:') ? text : context.arn('secretsmanager', `secret:${text}-??????`))
  );
}
const byId = (input: { SecretId?: string | undefined }, context: Context) => secret(input.SecretId, context);
const versionKeys = (input: { VersionId?: string | undefined; VersionStage?: string | undefined }) => ({
  'secretsmanager:VersionId': input.VersionId,
  'secretsmanager:VersionStage': input.VersionStage,
});

const operations = {
  ...eachRequires(
    'secretsmanager',
    [
      'DeleteResourcePolicy',
      'DeleteSecret',
      'DescribeSecret',
      'GetResourcePolicy',
      'ListSecretVersionIds',
      'PutResourcePolicy',
      'PutSecretValue',
      'RestoreSecret',
      'TagResource',
      'UntagResource',
      'UpdateSecret',
      'UpdateSecretVersionStage',
    ],
    byId,
  ),
  ...eachRequires('secretsmanager', ['GetSecretValue'], byId, versionKeys),
  ...eachRequires('secretsmanager', ['CreateSecret'], (input: { Name?: string | undefined }, context) =>
    secret(input.Name, context),
  ),
  ...eachRequires('secretsmanager', ['GetRandomPassword', 'ListSecrets'], anyResource),
} satisfies Requirements<typeof sdk>;

function resource(scope: Scope, arn: string): ResourceDescription | undefined {
  const found = look(scope, arn);
  return {
    arn: found?.arn ?? arn,
    account: scope.account,
    document: found?.policy,
    type: 'resource-based',
    required: false,
  };
}

const resourceKeys = (scope: Scope, arn: string) =>
  resourceTags(tagsByName(look(scope, arn)?.tags), 'secretsmanager:ResourceTag');

export const authorization: Authorization = { operations, resource, resourceKeys };
