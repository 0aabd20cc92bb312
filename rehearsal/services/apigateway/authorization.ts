import { z } from 'zod';
import { type Authorization, type KeyValues, passRoles, type RequirementsOf } from '../../kernel/access.ts';
import type { Scope } from '../../kernel/service.ts';
import { resourceTags } from '../../policy/tag-keys.ts';
import { apiKeys, restApis, stages, usagePlans } from './state.ts';

/*
 * Actions are the HTTP verbs, resources the paths:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
 */

const onPath: RequirementsOf<object> = (_input, { region }, { method, path }) => ({
  action: `apigateway:${method}`,
  resource: `arn:aws:apigateway:${region}::${path}`,
});

/** The role of an integration, or of the account for its logs. */
const withRole = z.object({
  credentials: z.string().optional(),
  patchOperations: z.array(z.object({ path: z.string().optional(), value: z.string().optional() })).optional(),
});
const passesRole: RequirementsOf<object> = (input, context, request) => {
  const { credentials, patchOperations = [] } = withRole.safeParse(input).data ?? {};
  const patched = patchOperations.find(({ path }) => path === '/cloudwatchRoleArn' || path === '/credentials')?.value;
  // An integration with the caller's own credentials names everybody's.
  const roles = [credentials, patched].filter((arn) => arn?.startsWith('arn:aws:iam::') && !arn.includes('*'));
  return [onPath(input, context, request), passRoles('apigateway.amazonaws.com', ...roles)].flat();
};
const PASSING: ReadonlySet<string> = new Set(['PutIntegration', 'UpdateIntegration', 'UpdateAccount']);

/**
 * What is below an API or a usage plan inherits its tags; those of a stage itself come first. Tags are read and written at
 * `/tags/<ARN of what has them>`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-supported-resources.html
 */
function resourceKeys(scope: Scope, arn: string): KeyValues {
  const path = arn.slice(arn.lastIndexOf('::/') + 2);
  const [, kind, id = '', below, stage] = path.split('/');
  if (kind === 'apikeys') return resourceTags(apiKeys(scope).get(id)?.tags);
  if (kind === 'usageplans') return resourceTags(usagePlans(scope).get(id)?.tags);
  if (kind !== 'restapis') return {};
  const own = below === 'stages' ? stages(scope).get(`${id}/${stage}`)?.tags : undefined;
  return resourceTags({ ...restApis(scope).get(id)?.tags, ...own });
}

/** The requirements of these operations, which their request lines say. */
export const authorizationOf = (operations: readonly string[]): Authorization => ({
  resourceKeys,
  operations: Object.fromEntries(operations.map((name) => [name, PASSING.has(name) ? passesRole : onPath])),
});
