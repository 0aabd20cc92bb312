import type { RemovePermissionCommandInput, RemovePermissionCommandOutput } from '@aws-sdk/client-lambda';
import { uuid } from '../../../kernel/ids.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { notFound, precondition } from '../errors.ts';
import { parseReference } from '../names.ts';
import { policies, policyKey } from '../resource-policy.ts';
import { resolveVersion } from '../state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_RemovePermission.html */
export function removePermission(
  input: RemovePermissionCommandInput,
  context: Context,
): Output<RemovePermissionCommandOutput> {
  const reference = parseReference(input.FunctionName, input.Qualifier);
  resolveVersion(context, reference);
  const key = policyKey(reference);
  const policy = policies(context).get(key);
  if (policy === undefined) throw notFound('No policy is associated with the given resource.');
  if (input.RevisionId !== undefined && input.RevisionId !== policy.revisionId) throw precondition();
  const statements = policy.statements.filter((statement) => statement.Sid !== input.StatementId);
  if (statements.length === policy.statements.length)
    throw notFound(`Statement ${input.StatementId} is not found in resource policy.`);
  if (statements.length === 0) policies(context).delete(key);
  else policies(context).put(key, { revisionId: uuid(), statements });
  return {};
}
