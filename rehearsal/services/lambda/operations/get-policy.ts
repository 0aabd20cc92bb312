import type { GetPolicyCommandInput, GetPolicyCommandOutput } from '@aws-sdk/client-lambda';
import type { Context, Output } from '../../../kernel/service.ts';
import { notFound } from '../errors.ts';
import { parseReference } from '../names.ts';
import { policies, policyDocument, policyKey } from '../resource-policy.ts';
import { resolveVersion } from '../state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html */
export function getPolicy(input: GetPolicyCommandInput, context: Context): Output<GetPolicyCommandOutput> {
  const reference = parseReference(input.FunctionName, input.Qualifier);
  resolveVersion(context, reference);
  const policy = policies(context).get(policyKey(reference));
  if (policy === undefined) throw notFound('The resource you requested does not exist.');
  return { Policy: policyDocument(policy), RevisionId: policy.revisionId };
}
