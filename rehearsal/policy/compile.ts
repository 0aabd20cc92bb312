import { type CompiledCondition, type ConditionKeys, compileCondition } from './condition.ts';
import { type PolicyDocument, parsePolicy, type Statement } from './document.ts';
import { arnMatcher, matcher, splitArn } from './match.ts';
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
  /** Whether the statement is about this action, whoever asks and under whatever conditions. */
  readonly coversAction: (action: string) => boolean;
  /** Whether it is about this resource, given as the parts of its ARN. */
  readonly coversResource: (parts: readonly string[], keys: ConditionKeys) => boolean;
  readonly conditionsHold: CompiledCondition;
}

type ResourceTest = CompiledStatement['coversResource'];

function resourceTest(pattern: string, withVariables: boolean): ResourceTest {
  if (!withVariables || !hasVariables(pattern)) return arnMatcher(pattern);
  const template = readTemplate(pattern);
  return (parts, keys) => {
    const filled = fill(template, keys);
    return filled !== undefined && arnMatcher(filled)(parts);
  };
}

function anyOf(tests: readonly ResourceTest[]): ResourceTest {
  const [first] = tests;
  return tests.length === 1 && first !== undefined ? first : (parts, keys) => tests.some((test) => test(parts, keys));
}

function compileStatement(statement: Statement, withVariables: boolean): CompiledStatement {
  const actions = (statement.Action ?? statement.NotAction ?? []).map((pattern) => matcher(pattern, true));
  const named = (action: string) => actions.some((test) => test(action));
  const resources = anyOf(
    (statement.Resource ?? statement.NotResource ?? []).map((pattern) => resourceTest(pattern, withVariables)),
  );
  // A trust policy has no resource: it is about the role that it belongs to.
  const everywhere = statement.Resource === undefined && statement.NotResource === undefined;
  return {
    source: statement,
    effect: statement.Effect,
    coversAction: statement.Action === undefined ? (action) => !named(action) : named,
    coversResource: everywhere
      ? () => true
      : statement.Resource === undefined
        ? (parts, keys) => !resources(parts, keys)
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

/** The parts of a request's resource; `*` for an action that knows no resources. */
export const resourceParts = (resource: string): readonly string[] => splitArn(resource);
