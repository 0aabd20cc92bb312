import type { Condition } from '../statements.ts';

/** The smallest piece of a permission: one principal, one action, one resource. Statements are taken apart into these. */
export interface Grant {
  readonly effect: 'Allow' | 'Deny';
  /** Construct path of a role, or `<kind>:<value>` as a policy names it, such as `Service:lambda.amazonaws.com`. */
  readonly principal: string;
  /** Action or pattern of actions. */
  readonly action: Pattern;
  /** ARN or pattern of ARNs; references are `<construct path.Attribute>`. */
  readonly resource: Pattern;
  /** All of them have to hold. */
  readonly conditions: readonly Condition[];
  /**
   * Construct paths of the roles, buckets, keys and so on that the policy is about, whatever resource it stands in. What is
   * not in the template has the text that names it; nothing where the template does not say what it is about.
   */
  readonly owners: readonly string[];
}

/** Text with IAM's wildcards, or everything but some of it (`NotAction`, `NotResource`). */
export type Pattern =
  | { readonly kind: 'only'; readonly text: string }
  | { readonly kind: 'allBut'; readonly texts: readonly string[] };

export const only = (text: string): Pattern => ({ kind: 'only', text });
