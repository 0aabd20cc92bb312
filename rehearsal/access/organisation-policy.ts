import { readFileSync } from 'node:fs';
import type { PolicyText } from '../kernel/access.ts';
import { UserError } from '../kernel/errors.ts';
import { checkPolicy } from '../policy/check.ts';
import { refusing } from '../policy/document.ts';

/** What AWS attaches to every part of an organisation until somebody takes it away. */
const FULL_ACCESS: PolicyText = {
  name: 'arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess',
  document: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }),
};

/**
 * A service control policy from a file. One that only denies stands beside FullAWSAccess, as AWS attaches it; one that
 * allows takes its place.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
 * @throws UserError when the file cannot be read or holds no such policy
 */
export function readOrganisationPolicy(file: string): readonly (readonly PolicyText[])[] {
  let document: string;
  try {
    document = readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(
      'OrganisationPolicyUnreadable',
      `${file} cannot be read: ${why}`,
      'Name a JSON policy document.',
    );
  }
  const refused = (why: string) =>
    new UserError(
      'OrganisationPolicyMalformed',
      `${file} is no service control policy: ${why}`,
      'It has statements with Effect, Action or NotAction, Resource or NotResource, and no Principal.',
    );
  const policy = refusing(refused, () => checkPolicy(document, 'identity'));
  const own: PolicyText = { name: file, document };
  return [policy.Statement.some(({ Effect }) => Effect === 'Allow') ? [own] : [FULL_ACCESS, own]];
}
