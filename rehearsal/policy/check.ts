import { MalformedPolicy, type PolicyDocument, parsePolicy, type Statement } from './document.ts';
import { isOperator } from './operators.ts';

/*
 * What is refused when a policy is written, beyond its syntax:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html#policies-grammar-notes
 */

/** Whose rights a policy states, and who keeps it: services differ in what they ask of the policies of their resources. */
export type PolicyKind = 'identity' | 'trust' | 'resource' | 'bucket' | 'key' | 'topic';

type Element = 'required' | 'optional' | 'prohibited';

interface Grammar {
  readonly principal: Element;
  readonly action: Element;
  readonly resource: Element;
  readonly uniqueSids?: boolean;
  readonly alphanumericSids?: boolean;
}

const GRAMMARS: Readonly<Record<PolicyKind, Grammar>> = {
  identity: {
    principal: 'prohibited',
    action: 'required',
    resource: 'required',
    uniqueSids: true,
    alphanumericSids: true,
  },
  trust: {
    principal: 'required',
    action: 'required',
    resource: 'prohibited',
    uniqueSids: true,
    alphanumericSids: true,
  },
  resource: { principal: 'required', action: 'required', resource: 'optional' },
  bucket: { principal: 'required', action: 'required', resource: 'required' },
  // KMS takes a statement without actions or resources, and gives it no effect.
  key: { principal: 'required', action: 'optional', resource: 'optional' },
  topic: { principal: 'required', action: 'required', resource: 'optional', uniqueSids: true },
};

const PAIRS = [
  ['Principal', 'NotPrincipal'],
  ['Action', 'NotAction'],
  ['Resource', 'NotResource'],
] as const;

const syntaxError = (where: string) => new MalformedPolicy(`Syntax errors in policy. (${where})`);

function checkSids(statements: readonly Statement[], grammar: Grammar): void {
  const sids = statements.flatMap(({ Sid }) => (Sid === undefined || Sid === '' ? [] : [Sid]));
  if (grammar.uniqueSids === true && new Set(sids).size < sids.length)
    throw new MalformedPolicy('Statement IDs (SID) in a single policy must be unique.');
  if (grammar.alphanumericSids === true && !sids.every((sid) => /^[0-9A-Za-z]*$/.test(sid)))
    throw new MalformedPolicy(
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    );
}

/** An action with its service: `s3:Get*`, or `*`. */
const ACTION = /^(\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+)$/;
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html */
function checkActions(given: readonly string[] | undefined, wanted: Element, kind: PolicyKind): void {
  if (wanted === 'required' && given === undefined) throw new MalformedPolicy('Policy statement must contain actions.');
  if (given?.length === 0) throw new MalformedPolicy('Policy statement must contain actions.');
  for (const action of given ?? []) {
    if (!ACTION.test(action))
      throw new MalformedPolicy('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
    if (kind === 'trust' && !/^sts:(AssumeRole.*|TagSession|SetSourceIdentity|SetContext)$/i.test(action))
      throw new MalformedPolicy('AssumeRole policy may only specify STS AssumeRole actions.');
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
function checkResources(given: readonly string[] | undefined, wanted: Element, kind: PolicyKind): void {
  if (wanted === 'prohibited' && given !== undefined) throw new MalformedPolicy('Has prohibited field Resource');
  if (given?.length === 0 || (wanted === 'required' && given === undefined))
    throw new MalformedPolicy(
      kind === 'identity' ? 'Policy statement must contain resources.' : 'Missing required field Resource',
    );
  if (kind !== 'identity') return;
  for (const resource of given ?? []) {
    if (resource === '*') continue;
    if (!resource.startsWith('arn:')) throw new MalformedPolicy(`Resource ${resource} must be in ARN format or "*".`);
    if (!/^arn:[^:]+:[^:*?]+:./.test(resource))
      throw new MalformedPolicy('Resource vendor must be fully qualified and cannot contain regexes.');
  }
}

/** Everybody, an account, or somebody of an account by a whole ARN. */
const AWS_PRINCIPAL = /^(\*|\d{12}|arn:[^:*?]+:(iam|sts)::[^:*?]+:[^*?]+)$/;
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
function checkPrincipals(given: Statement['Principal'], wanted: Element): void {
  if (wanted === 'prohibited' && given !== undefined)
    throw new MalformedPolicy('Policy document should not specify a principal.');
  if (wanted === 'required' && given === undefined) throw new MalformedPolicy('Missing required field Principal');
  for (const name of given?.AWS ?? [])
    if (!AWS_PRINCIPAL.test(name)) throw new MalformedPolicy(`Invalid principal in policy: "AWS":"${name}"`);
}

/** An operator that is not known would let the statement pass for one that never holds, a Deny among them. */
function checkConditions(condition: Statement['Condition'], where: string): void {
  for (const [operator, keys] of Object.entries(condition ?? {}))
    if (Object.keys(keys).length > 0 && !isOperator(operator)) throw syntaxError(`${where}.Condition.${operator}`);
}

/**
 * Checks a policy when it is written.
 * @throws MalformedPolicy with IAM's message
 */
export function checkPolicy(text: string, kind: PolicyKind): PolicyDocument {
  const policy = parsePolicy(text);
  const grammar = GRAMMARS[kind];
  if (policy.Statement.length === 0) throw syntaxError('Statement');
  for (const [index, one] of policy.Statement.entries()) {
    const where = `Statement.${index}`;
    for (const [element, negated] of PAIRS)
      if (one[element] !== undefined && one[negated] !== undefined) throw syntaxError(`${where}.${negated}`);
    checkConditions(one.Condition, where);
    checkActions(one.Action ?? one.NotAction, grammar.action, kind);
    checkPrincipals(one.Principal ?? one.NotPrincipal, grammar.principal);
    checkResources(one.Resource ?? one.NotResource, grammar.resource, kind);
  }
  checkSids(policy.Statement, grammar);
  return policy;
}
