import { z } from 'zod';

/*
 * The grammar of IAM policies: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const conditionValue = z.union([z.string(), z.number().transform(String), z.boolean().transform(String)]);
const principals = z.union([
  z
    .literal('*')
    .transform((): { [K in 'AWS' | 'Service' | 'Federated' | 'CanonicalUser']?: string[] } => ({ AWS: ['*'] })),
  z.partialRecord(z.enum(['AWS', 'Service', 'Federated', 'CanonicalUser']), oneOrMore),
]);
const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: principals.optional(),
  NotPrincipal: principals.optional(),
  Action: oneOrMore.optional(),
  NotAction: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  NotResource: oneOrMore.optional(),
  Condition: z
    .record(
      z.string(),
      z.record(z.string(), z.union([conditionValue.transform((one) => [one]), z.array(conditionValue)])),
    )
    .optional(),
});
const document = z.strictObject({
  Version: z.enum(['2012-10-17', '2008-10-17']).optional(),
  Id: z.string().optional(),
  Statement: z.union([statement.transform((one) => [one]), z.array(statement)]),
});

export type Statement = z.infer<typeof statement>;
export type PolicyDocument = z.infer<typeof document>;

/** What is wrong with a policy, in IAM's words; each service gives it the error code of its own. */
export class MalformedPolicy extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MalformedPolicy';
  }
}

/** Runs checks of a policy, and tells what they refuse in the error of a service. */
export function refusing<T>(refused: (why: string) => Error, check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw error instanceof MalformedPolicy ? refused(error.message) : error;
  }
}

const parsed = new Map<string, PolicyDocument>();
const REMEMBERED = 2_000;

/**
 * Reads a policy that was accepted before; the same text is parsed once.
 * @throws MalformedPolicy when it is not one
 */
export function parsePolicy(text: string): PolicyDocument {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new MalformedPolicy('Syntax errors in policy.');
  }
  const result = document.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    const where = issue === undefined ? '' : ` (${issue.path.join('.')}: ${issue.message})`;
    throw new MalformedPolicy(`Syntax errors in policy.${where}`);
  }
  if (parsed.size >= REMEMBERED) parsed.clear();
  parsed.set(text, result.data);
  return result.data;
}
