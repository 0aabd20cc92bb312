import type { Execution } from './state.ts';

/** A variable that no action or pipeline produced: the action that refers to it fails. */
export class UnresolvedVariable extends Error {
  constructor(reference: string) {
    super(`The variable reference ${reference} could not be resolved: nothing has produced it`);
    this.name = 'UnresolvedVariable';
  }
}

/** `#{namespace.variable}`: https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html */
const REFERENCE = /#\{([\w@-]+)\.([\w@.-]+)\}/g;

/** Every namespace that a text refers to. */
export const namespacesIn = (text: string): string[] =>
  [...text.matchAll(REFERENCE)].map(([, namespace]) => namespace ?? '');

/** @throws UnresolvedVariable */
export function resolveText(text: string, execution: Pick<Execution, 'id' | 'variables' | 'namespaces'>): string {
  return text.replaceAll(REFERENCE, (reference: string, namespace: string, name: string) => {
    const values: Record<string, string> | undefined =
      namespace === 'codepipeline'
        ? { PipelineExecutionId: execution.id }
        : namespace === 'variables'
          ? execution.variables
          : execution.namespaces[namespace];
    const value = values?.[name];
    if (value === undefined) throw new UnresolvedVariable(reference);
    return value;
  });
}

/**
 * Resolves a configuration. A value that is a JSON document is resolved inside its strings, so that a commit message with
 * quotes in it cannot break the document.
 * @throws UnresolvedVariable
 */
export function resolveConfiguration(
  configuration: Readonly<Record<string, string>>,
  execution: Pick<Execution, 'id' | 'variables' | 'namespaces'>,
): Record<string, string> {
  return Object.fromEntries(Object.entries(configuration).map(([key, value]) => [key, resolveValue(value, execution)]));
}

function resolveValue(value: string, execution: Pick<Execution, 'id' | 'variables' | 'namespaces'>): string {
  if (!value.includes('#{')) return value;
  const document = /^\s*[[{]/.test(value) ? parsed(value) : undefined;
  return document === undefined
    ? resolveText(value, execution)
    : JSON.stringify(document, (_, inner: unknown) =>
        typeof inner === 'string' ? resolveText(inner, execution) : inner,
      );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // plain text that starts with a bracket
    throw error;
  }
}
