import { z } from 'zod';
import { validation } from './errors.ts';

/* https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html */

export type PolicyAction = 'Update:Modify' | 'Update:Replace' | 'Update:Delete';

const texts = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const statement = z
  .strictObject({
    Sid: z.string().optional(),
    Effect: z.enum(['Allow', 'Deny']),
    Principal: z.literal('*'),
    Action: texts.optional(),
    NotAction: texts.optional(),
    Resource: texts.optional(),
    NotResource: texts.optional(),
    Condition: z
      .strictObject({
        StringEquals: z.strictObject({ ResourceType: texts }).optional(),
        StringLike: z.strictObject({ ResourceType: texts }).optional(),
      })
      .optional(),
  })
  .refine((one) => (one.Action === undefined) !== (one.NotAction === undefined), 'one of Action and NotAction');
const policy = z.strictObject({ Version: z.string().optional(), Statement: z.array(statement) });
type Statement = z.infer<typeof statement>;

/** @throws ServiceError ValidationError for a text that is no stack policy */
export function parseStackPolicy(text: string): z.infer<typeof policy> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw validation(`Error validating stack policy: Invalid stack policy: ${error.message}`);
  }
  const parsed = policy.safeParse(data);
  if (!parsed.success) throw validation(`Error validating stack policy: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/**
 * Why a stack's policy does not let an update touch a resource; undefined when it does.
 * @param during the policy that replaces the stack's own for this one update
 */
export function policyRefusal(
  own: string | undefined,
  during: string | undefined,
  action: PolicyAction,
  resource: { readonly logicalId: string; readonly type: string },
): string | undefined {
  const text = during ?? own;
  if (text === undefined) return undefined;
  const statements = parseStackPolicy(text).Statement;
  const denying = statements.findIndex((one) => one.Effect === 'Deny' && applies(one, action, resource));
  const what = `[${action}] for resource [${resource.logicalId}]`;
  if (denying >= 0) return `Action denied by stack policy: Statement [#${denying + 1}] does not allow ${what}`;
  return statements.some((one) => one.Effect === 'Allow' && applies(one, action, resource))
    ? undefined
    : `Action not allowed by stack policy: no statement allows ${what}`;
}

function applies(
  one: Statement,
  action: PolicyAction,
  resource: { readonly logicalId: string; readonly type: string },
): boolean {
  const inActions = (one.Action ?? one.NotAction ?? []).some((pattern) => matches(pattern, action));
  if (inActions !== (one.Action !== undefined)) return false;
  const named = one.Resource ?? one.NotResource;
  if (named !== undefined) {
    const inResources = named.some((pattern) => matches(pattern, `LogicalResourceId/${resource.logicalId}`));
    if (inResources !== (one.Resource !== undefined)) return false;
  }
  const { StringEquals: equals, StringLike: like } = one.Condition ?? {};
  return (
    (equals === undefined || equals.ResourceType.includes(resource.type)) &&
    (like === undefined || like.ResourceType.some((pattern) => matches(pattern, resource.type)))
  );
}

function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(text);
}
