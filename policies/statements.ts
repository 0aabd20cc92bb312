import { casesOf, caseWords } from './condition-cases.ts';
import { listOf, type Resource, textOf, valueAt } from './template.ts';

/** One statement of a policy. A reference to another resource is text in angle brackets, see `textOf`. */
export interface Statement {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** `AWS:*` and the like; empty where the statement is not part of a policy that names principals. */
  readonly principals: readonly Principal[];
  readonly conditions: readonly Condition[];
  /** The statement as the template has it, on one line, for messages. */
  readonly text: string;
}

/** Whom a statement is about. */
export interface Principal {
  /** `AWS`, `Service`, `Federated`, `CanonicalUser`, or `*` for the short form that means everybody. */
  readonly kind: string;
  readonly value: string;
}

/** One comparison of a statement's condition. */
export interface Condition {
  /** Such as `StringEquals`. */
  readonly operator: string;
  /**
   * The condition key in lower case, such as `aws:sourcearn`: IAM does not tell case in keys. What limits a statement without being
   * a condition of IAM has a key with a space.
   */
  readonly key: string;
  readonly values: readonly string[];
}

/** Resource types with policies that say what an identity may do. */
export const IDENTITY_POLICY_TYPES: readonly string[] = [
  'AWS::IAM::Group',
  'AWS::IAM::GroupPolicy',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::IAM::RolePolicy',
  'AWS::IAM::User',
  'AWS::IAM::UserPolicy',
];

/** Resource types with a policy that says who may use a resource, and the property that holds it. */
const RESOURCE_POLICY_PROPERTY: Readonly<Record<string, string>> = {
  'AWS::KMS::Key': 'KeyPolicy',
  'AWS::S3::BucketPolicy': 'PolicyDocument',
  'AWS::SNS::TopicPolicy': 'PolicyDocument',
  'AWS::SQS::QueuePolicy': 'PolicyDocument',
  'AWS::SecretsManager::ResourcePolicy': 'ResourcePolicy',
};

/** Resource types with a policy that says who may use a resource. */
export const RESOURCE_POLICY_TYPES: readonly string[] = Object.keys(RESOURCE_POLICY_PROPERTY);

/**
 * How a policy is read that depends on conditions of its template (`Fn::If`).
 * - `worst`: what is allowed in one case is allowed, what is denied has to be denied in each; for a rule, which judges one template.
 * - `each`: all of it, with the cases as a condition of the statement; to compare two templates.
 */
export type Reading = 'worst' | 'each';

/** Reads what a template says of who may do what, with one reading for all of it. */
export interface PolicyReader {
  /** Statements on what an identity may do: of a policy, or inline in a role, user or group. */
  readonly identityStatements: (resource: Resource) => readonly Statement[];
  /** Statements on who may assume a role. */
  readonly trustStatements: (resource: Resource) => readonly Statement[];
  /** Statements on who may use a bucket, key, topic, queue or secret. */
  readonly resourceStatements: (resource: Resource) => readonly Statement[];
  /**
   * The statements of a policy document.
   *
   * @throws Error where it cannot be told from the template what the document says
   */
  readonly statementsOf: (document: unknown) => readonly Statement[];
}

/** A reader of policies that depend on conditions of their template. */
export function policyReader(reading: Reading): PolicyReader {
  const statementsOf: PolicyReader['statementsOf'] = (document) => inCases(document, reading, statementsIn);
  return {
    statementsOf,
    identityStatements: ({ type, properties }) =>
      IDENTITY_POLICY_TYPES.includes(type)
        ? inCases([properties.PolicyDocument, properties.Policies], reading, ownAndInline)
        : [],
    trustStatements: ({ type, properties }) =>
      type === 'AWS::IAM::Role' ? statementsOf(properties.AssumeRolePolicyDocument) : [],
    resourceStatements: ({ type, properties }) => {
      const property = RESOURCE_POLICY_PROPERTY[type];
      return property === undefined ? [] : statementsOf(properties[property]);
    },
  };
}

/** As rules read. */
export const { identityStatements, trustStatements, resourceStatements, statementsOf } = policyReader('worst');

function ownAndInline(given: unknown): readonly Statement[] {
  const [own, inline] = listOf(given);
  return [own, ...listOf(inline).map((policy) => valueAt(policy, 'PolicyDocument'))].flatMap(statementsIn);
}

/** Whether an identity policy, a trust policy or a resource policy grants what its statement says. */
export const allows = ({ effect }: Statement): boolean => effect === 'Allow';

function inCases(
  value: unknown,
  reading: Reading,
  read: (value: unknown) => readonly Statement[],
): readonly Statement[] {
  const cases = casesOf(value).map((one) => ({ ...one, statements: read(one.value) }));
  const [only, ...others] = cases;
  if (only !== undefined && others.length === 0) return only.statements;
  const identity = (statement: Statement) => JSON.stringify(statement);
  const unique = new Map(cases.flatMap(({ statements }) => statements).map((one) => [identity(one), one]));
  return [...unique.values()].flatMap((statement) => {
    const within = cases.filter(({ statements }) => statements.some((one) => identity(one) === identity(statement)));
    if (within.length === cases.length) return [statement];
    if (reading === 'worst') return allows(statement) ? [statement] : [];
    return [underCondition(statement, caseWords(within, cases))];
  });
}

type Limited = { readonly conditions: readonly Condition[] };

/** What holds only where something does that is no condition of IAM. */
const limited = <T extends Limited>(one: T, key: string, values: readonly string[]): T => ({
  ...one,
  conditions: [...one.conditions, { operator: 'is', key, values }],
});

/** What holds only under a condition of its template. */
export const underCondition = <T extends Limited>(one: T, condition: string): T =>
  limited(one, 'template condition', [condition]);

const EFFECTS: ReadonlySet<string> = new Set(['Allow', 'Deny']);

/** What nobody can read out of a template nobody can judge: neither a rule nor the security approver. */
function unreadable(what: string, value: unknown): Error {
  return new Error(`${what} is ${JSON.stringify(value)}, which says nothing before it is deployed: write it out`);
}

function statementsIn(document: unknown): readonly Statement[] {
  if (document === undefined) return [];
  const statements = valueAt(document, 'Statement');
  if (statements === undefined) throw unreadable('A policy document', document);
  return listOf(statements).map((statement) => {
    if (!EFFECTS.has(textOf(valueAt(statement, 'Effect')))) throw unreadable("A policy's statement", statement);
    const texts = (property: string) => listOf(valueAt(statement, property)).map(textOf);
    const read: Statement = {
      effect: textOf(valueAt(statement, 'Effect')),
      actions: texts('Action'),
      notActions: texts('NotAction'),
      resources: texts('Resource'),
      notResources: texts('NotResource'),
      principals: principalsOf(valueAt(statement, 'Principal')),
      conditions: conditionsOf(valueAt(statement, 'Condition')),
      text: JSON.stringify(statement),
    };
    return ofVersion(document, aboutOthers(valueAt(statement, 'NotPrincipal'), read));
  });
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html */
function aboutOthers(principal: unknown, statement: Statement): Statement {
  if (principal === undefined) return statement;
  const excepted = principalsOf(principal).map(({ kind, value }) => `${kind}:${value}`);
  return limited({ ...statement, principals: [{ kind: '*', value: '*' }] }, 'principal other than', excepted);
}

/**
 * Whether `${...}` is a variable or the text itself is up to the version of the policy.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
 */
function ofVersion(document: unknown, statement: Statement): Statement {
  const { resources, notResources, conditions } = statement;
  const texts = [...resources, ...notResources, ...conditions.flatMap(({ values }) => values)];
  if (!texts.some((text) => text.includes('${'))) return statement;
  return limited(statement, 'policy version', [textOf(valueAt(document, 'Version') ?? FIRST_VERSION)]);
}

/** Of a policy that says none. */
const FIRST_VERSION = '2008-10-17';

function principalsOf(principal: unknown): readonly Principal[] {
  if (principal === undefined) return [];
  if (typeof principal !== 'object' || principal === null) return [{ kind: '*', value: textOf(principal) }];
  return Object.entries(principal).flatMap(([kind, values]) =>
    listOf(values).map((value) => ({ kind, value: textOf(value) })),
  );
}

function conditionsOf(condition: unknown): readonly Condition[] {
  if (typeof condition !== 'object' || condition === null) return [];
  return Object.entries(condition).flatMap(([operator, comparisons]) =>
    Object.entries(comparisons ?? {}).map(([key, values]) => ({
      operator,
      key: key.toLowerCase(),
      values: listOf(values).map(textOf),
    })),
  );
}
