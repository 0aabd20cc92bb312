import { type CompiledCondition, type ConditionKeys, compileCondition } from './condition.ts';
import { type PolicyDocument, parsePolicy, type Statement } from './document.ts';
import { type Arn, anyMatcher, arnMatcher, hasWildcard, rememberedArnMatcher } from './match.ts';
import { fill, hasVariables, readTemplate } from './variables.ts';

/** A policy that is ready to be asked many times. */
export interface CompiledPolicy {
  /** The ARN of a managed policy, `<role>/<name>` of an inline one, the resource of a resource's. */
  readonly name: string;
  readonly statements: readonly CompiledStatement[];
}
export interface CompiledStatement {
  readonly source: Statement;
  readonly effect: 'Allow' | 'Deny';
  /** Whether the statement is about this action, given in lower case, whoever asks and under whatever conditions. */
  readonly coversAction: (action: string) => boolean;
  readonly coversResource: (resource: Arn, keys: ConditionKeys) => boolean;
  readonly conditionsHold: CompiledCondition;
}

type ResourceTest = CompiledStatement['coversResource'];

function resourceTest(pattern: string, withVariables: boolean): ResourceTest {
  if (!withVariables || !hasVariables(pattern)) return arnMatcher(pattern);
  const template = readTemplate(pattern);
  const head = /^[^*?$]*/.exec(pattern)?.[0] ?? '';
  return (arn, keys) => {
    if (!arn.text.startsWith(head)) return false;
    const filled = fill(template, keys);
    return filled !== undefined && rememberedArnMatcher(filled)(arn);
  };
}

function resourcesTest(patterns: readonly string[], withVariables: boolean): ResourceTest {
  const isExact = (pattern: string) => !hasWildcard(pattern) && !(withVariables && hasVariables(pattern));
  const exact = new Set(patterns.filter(isExact));
  const tests = patterns.filter((pattern) => !isExact(pattern)).map((pattern) => resourceTest(pattern, withVariables));
  const [first] = tests;
  if (first === undefined) return (arn) => exact.has(arn.text);
  if (exact.size === 0 && tests.length === 1) return first;
  return (arn, keys) => exact.has(arn.text) || tests.some((test) => test(arn, keys));
}

function compileStatement(statement: Statement, withVariables: boolean): CompiledStatement {
  const named = anyMatcher((statement.Action ?? statement.NotAction ?? []).map((pattern) => pattern.toLowerCase()));
  const resources = resourcesTest(statement.Resource ?? statement.NotResource ?? [], withVariables);
  // A trust policy has no resource: it is about the role that it belongs to.
  const everywhere = statement.Resource === undefined && statement.NotResource === undefined;
  return {
    source: statement,
    effect: statement.Effect,
    coversAction: statement.Action === undefined ? (action) => !named(action) : named,
    coversResource: everywhere
      ? () => true
      : statement.Resource === undefined
        ? (arn, keys) => !resources(arn, keys)
        : resources,
    conditionsHold: compileCondition(statement.Condition, withVariables),
  };
}

export function compileDocument(name: string, document: PolicyDocument): CompiledPolicy {
  const withVariables = document.Version === '2012-10-17';
  return { name, statements: document.Statement.map((statement) => compileStatement(statement, withVariables)) };
}

const compiled = new Map<string, CompiledPolicy>();
const REMEMBERED = 2_000;

/**
 * Compiles a policy's text; the same text under the same name is compiled once.
 * @throws MalformedPolicy when it is no policy
 */
export function compilePolicy(name: string, text: string): CompiledPolicy {
  const key = `${name}\n${text}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const policy = compileDocument(name, parsePolicy(text));
  if (compiled.size >= REMEMBERED) compiled.clear();
  compiled.set(key, policy);
  return policy;
}
