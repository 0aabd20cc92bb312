import { judges, problemsOf, type Rule, resourceCases } from '../../policies/rule.ts';
import { readTemplate } from '../../policies/template.ts';

/** Resources by logical id: the type, the properties, and what stands beside the properties. */
export type Fixture = Readonly<
  Record<
    string,
    readonly [
      type: string,
      properties: Readonly<Record<string, unknown>>,
      attributes?: Readonly<Record<string, unknown>>,
    ]
  >
>;

/** Where the templates of the rules' tests are deployed. */
const ACCOUNT = '111122223333';

/** What a rule finds in a template, as `<logical id> <finding>`. */
export function findingsOf(
  rule: Rule,
  fixture: Fixture,
  { account }: { readonly account?: string } = { account: ACCOUNT },
): string[] {
  const Resources = Object.fromEntries(
    Object.entries(fixture).map(([id, [Type, Properties, attributes]]) => [id, { Type, Properties, ...attributes }]),
  );
  const template = readTemplate({ Resources }, account);
  return template.resources
    .filter(({ type }) => judges(rule, type))
    .flatMap((resource) =>
      problemsOf(rule, resourceCases(resource), template).map(({ finding }) => `${resource.logicalId} ${finding}`),
    );
}

/** A managed policy of these statements. */
export const policy = (...statements: readonly object[]): Fixture => ({
  Policy: ['AWS::IAM::ManagedPolicy', { PolicyDocument: { Statement: statements } }],
});
