import { createHash } from 'node:crypto';
import type { PolicyText } from '../kernel/access.ts';
import type { Principal } from '../kernel/principal.ts';
import type { Store } from '../kernel/store.ts';

/** A request of a role as the evaluator was asked it, and the policies that were in force, by their keys among the texts. */
export interface AskedRequest {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  readonly keys: Readonly<Record<string, readonly string[]>>;
  readonly identity: readonly string[];
  readonly boundary?: string | undefined;
  readonly session?: readonly string[] | undefined;
  readonly resourcePolicy?:
    | { readonly text: string | undefined; readonly type: 'resource-based' | 'role trust'; readonly required: boolean }
    | undefined;
}
export interface PoliciesAsked {
  readonly identity: readonly PolicyText[];
  readonly boundary?: PolicyText | undefined;
  readonly session?: readonly PolicyText[] | undefined;
  readonly resource?:
    | {
        readonly policy: PolicyText | undefined;
        readonly type: 'resource-based' | 'role trust';
        readonly required: boolean;
      }
    | undefined;
}

/** What was asked, so that it can be asked once more with other policies. */
export interface AskedTable {
  record(
    request: Omit<AskedRequest, 'identity' | 'boundary' | 'session' | 'resourcePolicy'>,
    inForce: PoliciesAsked,
  ): void;
  requests(): AskedRequest[];
  texts(): Record<string, PolicyText>;
  /** Writes what is new to the store. */
  save(): void;
}

/** Keys that differ from one request to the next and say nothing of what is asked for. */
const VOLATILE = new Set([
  'aws:currenttime',
  'aws:epochtime',
  'aws:tokenissuetime',
  'aws:useragent',
  'aws:userid',
  'aws:referer',
]);
/** Of requests for one action on one resource so many are kept that differ in their keys, out of the first so many. */
const KEPT = 8;
const LOOKED_AT = 64;

const textKey = ({ name, document }: PolicyText) =>
  createHash('sha256').update(`${name}\n${document}`).digest('base64url').slice(0, 16);

const KEYS_OF_TEXTS = new WeakMap<PolicyText, string>();

/** Keeps requests with what they depend on. A few of each kind are enough, so that a million requests cost no more than they do. */
export function openAskedTable(store: Store): AskedTable {
  const requests = store.table<AskedRequest>('kernel.access-asked');
  const texts = store.table<PolicyText>('kernel.access-texts');
  const known = new Map(requests.entries().map(({ key, value }) => [key, value]));
  const knownTexts = new Map(texts.entries().map(({ key, value }) => [key, value]));
  const looks = new Map<string, { looked: number; kept: number }>();
  const changed = new Set<string>();
  const changedTexts = new Set<string>();
  const keep = (text: PolicyText): string => {
    const before = KEYS_OF_TEXTS.get(text);
    if (before !== undefined && knownTexts.has(before)) return before;
    const key = textKey(text);
    KEYS_OF_TEXTS.set(text, key);
    if (!knownTexts.has(key)) {
      knownTexts.set(key, text);
      changedTexts.add(key);
    }
    return key;
  };
  return {
    record: (request, { identity, boundary, session, resource }) => {
      const kind = `${request.principal.roleArn} ${request.action} ${request.resource}`;
      const look = looks.get(kind) ?? { looked: 0, kept: 0 };
      looks.set(kind, look);
      look.looked += 1;
      if (look.kept >= KEPT || look.looked > LOOKED_AT) return;
      const asked: AskedRequest = {
        ...request,
        identity: identity.map(keep),
        boundary: boundary === undefined ? undefined : keep(boundary),
        session: session?.map(keep),
        resourcePolicy:
          resource === undefined
            ? undefined
            : {
                text: resource.policy === undefined ? undefined : keep(resource.policy),
                type: resource.type,
                required: resource.required,
              },
      };
      const { principal: _session, keys, ...rest } = asked;
      const telling = Object.entries(keys).filter(([name]) => !VOLATILE.has(name));
      const fingerprint = createHash('sha256')
        .update(JSON.stringify([rest, telling]))
        .digest('base64url');
      const key = `${kind} ${fingerprint.slice(0, 16)}`;
      if (known.has(key)) return;
      look.kept += 1;
      known.set(key, asked);
      changed.add(key);
    },
    requests: () => [...known].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, request]) => request),
    texts: () => Object.fromEntries(knownTexts),
    save: () => {
      if (changed.size + changedTexts.size === 0) return;
      store.transaction(() => {
        for (const key of changedTexts) {
          const text = knownTexts.get(key);
          if (text !== undefined) texts.put(key, text);
        }
        for (const key of changed) {
          const request = known.get(key);
          if (request !== undefined) requests.put(key, request);
        }
      });
      changed.clear();
      changedTexts.clear();
    },
  };
}
