import type { Kernel, Scope } from '../../kernel/service.ts';
import { groupNotFound, invalid, streamNotFound } from './errors.ts';
import { type Group, type LogStore, openLogStore, type Stream } from './log-store.ts';

const opened = new WeakMap<object, LogStore>();

/** The log store of a rehearsal; opened with its first use. */
export function logStore(kernel: Kernel): LogStore {
  let store = opened.get(kernel.store);
  if (store === undefined) {
    store = openLogStore(kernel);
    opened.set(kernel.store, store);
  }
  return store;
}

export const scopeName = (scope: Scope): string => `${scope.account}/${scope.region}`;

const GROUP_ARN = /^arn:aws[a-z-]*:logs:[a-z0-9-]+:\d{12}:log-group:([^:*]+)(?::\*)?$/;

/** The name in a name or an ARN. */
export const nameOfGroup = (reference: string): string => GROUP_ARN.exec(reference)?.[1] ?? reference;

/** The same of what a request names. @throws ServiceError when neither is given */
export function groupName(name: string | undefined, identifier?: string): string {
  const given = name ?? identifier;
  if (given === undefined || given === '')
    throw invalid('Either logGroupName or logGroupIdentifier must be given, and not be empty.');
  return nameOfGroup(given);
}

/** Without the `:*` that some calls put at its end. */
export const groupArn = (scope: Scope, name: string): string => scope.arn('logs', `log-group:${name}`);

/** @throws ServiceError ResourceNotFoundException */
export function getGroup(scope: Scope, name: string | undefined, identifier?: string): Group {
  const found = logStore(scope).group(scopeName(scope), groupName(name, identifier));
  if (found === undefined) throw groupNotFound();
  return found;
}

/** @throws ServiceError ResourceNotFoundException */
export function getStream(scope: Scope, group: Group, name: string | undefined): Stream {
  const found = logStore(scope).stream(group, name ?? '');
  if (found === undefined) throw streamNotFound();
  return found;
}
