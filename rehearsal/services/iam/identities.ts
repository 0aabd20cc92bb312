import type { Context } from '../../kernel/service.ts';
import type { Table } from '../../kernel/store.ts';
import { isAwsManaged } from './aws-managed.ts';
import { encodeDocument, withTags } from './describe.ts';
import {
  acceptName,
  acceptPolicy,
  checkInlinePolicies,
  deleteConflict,
  limitExceeded,
  noSuchEntity,
} from './errors.ts';
import { page } from './pages.ts';
import { type Identity, keyOf, policies, type Tag } from './state.ts';

const MOST_ATTACHED = 10;
const MOST_TAGS = 50;

type Paging = { readonly Marker?: string | undefined; readonly MaxItems?: number | undefined };

/** What IAM does alike for roles and users: inline policies, attachments, boundary, tags. */
export function identityOperations<T extends Identity>(noun: 'role' | 'user', table: (context: Context) => Table<T>) {
  const find = (context: Context, name: string): T => {
    const found = table(context).get(keyOf(context.account, name));
    if (found === undefined) throw noSuchEntity(`The ${noun} with name ${name} cannot be found.`);
    return found;
  };
  const save = (context: Context, identity: T) => table(context).put(keyOf(context.account, identity.name), identity);
  const change = (context: Context, name: string, apply: (identity: T) => Partial<Identity>) => {
    const identity = find(context, name);
    save(context, { ...identity, ...apply(identity) });
  };
  return {
    find,
    save,
    putInline: (context: Context, name: string, policyName: string, document: string) => {
      acceptName('policyName', policyName, 128);
      change(context, name, ({ inline }) => {
        const changed = { ...inline, [policyName]: acceptPolicy(document, 'identity') };
        checkInlinePolicies(noun, name, Object.values(changed));
        return { inline: changed };
      });
      return {};
    },
    getInline: (context: Context, name: string, policyName: string) => {
      const document = find(context, name).inline[policyName];
      if (document === undefined) throw noSuchEntity(`The ${noun} policy with name ${policyName} cannot be found.`);
      return { PolicyName: policyName, PolicyDocument: encodeDocument(document) };
    },
    deleteInline: (context: Context, name: string, policyName: string) => {
      change(context, name, ({ inline }) => {
        const { [policyName]: removed, ...rest } = inline;
        if (removed === undefined) throw noSuchEntity(`The ${noun} policy with name ${policyName} cannot be found.`);
        return { inline: rest };
      });
      return {};
    },
    listInline: (context: Context, name: string, input: Paging) => {
      const { items, ...more } = page(Object.keys(find(context, name).inline).sort(), input);
      return { PolicyNames: items, ...more };
    },
    attach: (context: Context, name: string, policyArn: string) => {
      change(context, name, ({ attached }) => {
        requirePolicy(context, policyArn);
        if (attached.includes(policyArn)) return {};
        if (attached.length >= MOST_ATTACHED)
          throw limitExceeded(
            `Cannot exceed quota for PoliciesPer${noun === 'role' ? 'Role' : 'User'}: ${MOST_ATTACHED}`,
          );
        return { attached: [...attached, policyArn] };
      });
      return {};
    },
    detach: (context: Context, name: string, policyArn: string) => {
      change(context, name, ({ attached }) => {
        if (!attached.includes(policyArn)) throw noSuchEntity(`Policy ${policyArn} was not found.`);
        return { attached: attached.filter((arn) => arn !== policyArn) };
      });
      return {};
    },
    listAttached: (context: Context, name: string, input: Paging & { readonly PathPrefix?: string | undefined }) => {
      const prefix = `:policy${input.PathPrefix ?? '/'}`;
      const found = find(context, name).attached.filter((arn) => arn.includes(prefix));
      const { items, ...more } = page(found, input);
      return {
        AttachedPolicies: items.map((arn) => ({ PolicyArn: arn, PolicyName: arn.slice(arn.lastIndexOf('/') + 1) })),
        ...more,
      };
    },
    putBoundary: (context: Context, name: string, policyArn: string) => {
      requirePolicy(context, policyArn);
      change(context, name, () => ({ boundary: policyArn }));
      return {};
    },
    deleteBoundary: (context: Context, name: string) => {
      change(context, name, () => ({ boundary: undefined }));
      return {};
    },
    tag: (context: Context, name: string, tags: readonly Tag[]) => {
      change(context, name, (identity) => {
        const next = withTags(identity.tags, tags);
        if (next.length > MOST_TAGS) throw limitExceeded('The number of tags has reached the maximum limit.');
        return { tags: next };
      });
      return {};
    },
    untag: (context: Context, name: string, keys: readonly string[]) => {
      change(context, name, ({ tags }) => ({ tags: tags.filter((tag) => !keys.includes(tag.Key)) }));
      return {};
    },
    listTags: (context: Context, name: string, input: Paging) => {
      const { items, ...more } = page(find(context, name).tags, input);
      return { Tags: items, ...more };
    },
    remove: (context: Context, name: string) => {
      const identity = find(context, name);
      if (identity.attached.length > 0) throw deleteConflict('Cannot delete entity, must detach all policies first.');
      if (Object.keys(identity.inline).length > 0)
        throw deleteConflict('Cannot delete entity, must delete policies first.');
      table(context).delete(keyOf(context.account, name));
      return {};
    },
    list: (context: Context, input: Paging & { readonly PathPrefix?: string | undefined }) => {
      const found = table(context)
        .values(`${context.account}/`)
        .filter((identity) => identity.path.startsWith(input.PathPrefix ?? '/'));
      return page(found, input);
    },
  };
}

/** @throws ServiceError NoSuchEntity for a managed policy that is not there */
export function requirePolicy(context: Context, arn: string): void {
  if (isAwsManaged(arn) || policies(context).get(keyOf(context.account, arn)) !== undefined) return;
  throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
}
