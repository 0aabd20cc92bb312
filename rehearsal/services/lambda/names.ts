import type { Scope } from '../../kernel/service.ts';
import { invalid } from './errors.ts';

export interface FunctionReference {
  readonly name: string;
  /** An alias, a version number or `$LATEST`; undefined for none. */
  readonly qualifier: string | undefined;
}

const REFERENCE =
  /^(?:arn:aws[a-zA-Z-]*:lambda:([a-z0-9-]+):(\d{12}):function:|(?:(\d{12}):)?function:)?([a-zA-Z0-9-_]{1,64})(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/;

/**
 * Reads what Lambda takes as a function's name: the name, a partial or a full ARN, each with or without a qualifier.
 * @param qualifier the request's own
 * @throws ServiceError for anything else, and for two qualifiers that differ
 */
export function parseReference(text: string | undefined, qualifier?: string): FunctionReference {
  const matched = REFERENCE.exec(text ?? '');
  const name = matched?.[4];
  if (name === undefined)
    throw invalid(
      `1 validation error detected: Value '${text}' at 'functionName' failed to satisfy constraint: Member must be a function name, a partial or a full function ARN`,
    );
  const own = matched?.[5];
  if (own !== undefined && qualifier !== undefined && own !== qualifier)
    throw invalid('The derived qualifier from the function name does not match the specified qualifier.');
  return { name, qualifier: qualifier ?? own };
}

/** `arn:aws:lambda:<region>:<account>:function:<name>[:<qualifier>]` */
export function functionArn(scope: Scope, name: string, qualifier?: string): string {
  return scope.arn('lambda', `function:${name}${qualifier === undefined ? '' : `:${qualifier}`}`);
}

export const isVersion = (qualifier: string): boolean => qualifier === '$LATEST' || /^\d+$/.test(qualifier);
