import { type CompiledPolicy, compileDocument, compilePolicy } from '../policy/compile.ts';
import { conditionKeys } from '../policy/condition.ts';
import { evaluate } from '../policy/evaluate.ts';
import { type AccessRecording, useKey } from './recording.ts';
import { type SingleGrant, singleGrants, withoutGrant } from './single-grants.ts';

type Request = AccessRecording['asked']['requests'][number];

/** What a rehearsal would have been denied without one grant. */
export interface Dependence {
  readonly grant: SingleGrant;
  /** Requests that were allowed and would be denied. */
  readonly denied: readonly Request[];
  /** The scenarios in which they were made. */
  readonly scenarios: readonly string[];
}

/**
 * Takes every grant away by itself, and asks the evaluator once more all that the role asked in the recorded rehearsal,
 * with the same keys and all other policies as they were. Where the policy had another text then, the same grant of that
 * text is taken away; where that had none, the request says nothing about it.
 */
export function removeEachGrant({ asked, roles, scenarios }: AccessRecording): Dependence[] {
  const texts = new Map(Object.entries(asked.texts));
  const compiled = (key: string): CompiledPolicy => {
    const text = texts.get(key);
    if (text === undefined) throw new Error(`The recording has no text of the policy ${key}`);
    return compilePolicy(text.name, text.document);
  };
  const used = scenarios.map(({ name, used: keys }) => ({ name, keys: new Set(keys) }));
  const byRole = new Map<string, Request[]>();
  for (const request of asked.requests) {
    const role = request.principal.roleArn ?? '';
    byRole.set(role, [...(byRole.get(role) ?? []), request]);
  }

  const isDenied = (request: Request, withoutIn: (key: string) => CompiledPolicy | undefined): boolean => {
    if (!request.identity.some((key) => withoutIn(key) !== undefined)) return false;
    const { resourcePolicy } = request;
    const { allowed } = evaluate(
      { ...request, keys: conditionKeys(request.keys) },
      {
        identity: request.identity.map((key) => withoutIn(key) ?? compiled(key)),
        boundary: request.boundary === undefined ? undefined : compiled(request.boundary),
        session: request.session?.map(compiled),
        resource:
          resourcePolicy === undefined
            ? undefined
            : {
                policy:
                  resourcePolicy.text === undefined
                    ? { name: request.resource, statements: [] }
                    : compiled(resourcePolicy.text),
                type: resourcePolicy.type,
                required: resourcePolicy.required,
              },
      },
    );
    return !allowed;
  };

  return roles.flatMap(singleGrants).map((grant) => {
    const known = new Map<string, CompiledPolicy | undefined>();
    const withoutIn = (key: string): CompiledPolicy | undefined => {
      if (known.has(key)) return known.get(key);
      const text = texts.get(key);
      const document = text?.name === grant.policy.name ? withoutGrant(grant, text.document) : undefined;
      const without = document && compileDocument(grant.policy.name, document);
      known.set(key, without);
      return without;
    };
    const denied = (byRole.get(grant.role) ?? []).filter((request) => isDenied(request, withoutIn));
    const keys = denied.map((request) => useKey({ ...request, principal: grant.role }));
    return {
      grant,
      denied,
      scenarios: used.filter((one) => keys.some((key) => one.keys.has(key))).map(({ name }) => name),
    };
  });
}
