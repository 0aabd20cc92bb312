import { casesOf } from './condition-cases.ts';
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
  /** The condition key in lower case, such as `aws:sourcearn`: IAM does not tell case in keys. */
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

/** Statements on what an identity may do: of a policy, or inline in a role, user or group. */
export function identityStatements({ type, properties }: Resource): readonly Statement[] {
  if (!IDENTITY_POLICY_TYPES.includes(type)) return [];
  return inAllCases([properties.PolicyDocument, properties.Policies], (given) => {
    const [own, inline] = listOf(given);
    return [own, ...listOf(inline).map((policy) => valueAt(policy, 'PolicyDocument'))].flatMap(statementsIn);
  });
}

/** Statements on who may assume a role. */
export function trustStatements({ type, properties }: Resource): readonly Statement[] {
  return type === 'AWS::IAM::Role' ? statementsOf(properties.AssumeRolePolicyDocument) : [];
}

/** Statements on who may use a bucket, key, topic, queue or secret. */
export function resourceStatements({ type, properties }: Resource): readonly Statement[] {
  const property = RESOURCE_POLICY_PROPERTY[type];
  return property === undefined ? [] : statementsOf(properties[property]);
}

/** Whether an identity policy, a trust policy or a resource policy grants what its statement says. */
export const allows = ({ effect }: Statement): boolean => effect === 'Allow';

/**
 * The statements of a policy document.
 *
 * @throws Error where it cannot be told from the template what the document says
 */
export const statementsOf = (document: unknown): readonly Statement[] => inAllCases(document, statementsIn);

/** What is allowed in one case of a template's conditions is allowed; what is denied has to be denied in each. */
function inAllCases(value: unknown, read: (value: unknown) => readonly Statement[]): readonly Statement[] {
  const [first = [], ...others] = casesOf(value).map(read);
  if (others.length === 0) return first;
  const cases = [first, ...others];
  const unique = new Map(cases.flat().map((statement) => [statement.text, statement]));
  const isInEach = ({ text }: Statement) => cases.every((one) => one.some((statement) => statement.text === text));
  return [...unique.values()].filter((statement) => allows(statement) || isInEach(statement));
}

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
    return {
      effect: textOf(valueAt(statement, 'Effect')),
      actions: texts('Action'),
      notActions: texts('NotAction'),
      resources: texts('Resource'),
      notResources: texts('NotResource'),
      principals: principalsOf(valueAt(statement, 'Principal')),
      conditions: conditionsOf(valueAt(statement, 'Condition')),
      text: JSON.stringify(statement),
    };
  });
}

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
