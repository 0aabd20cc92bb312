import type { Kernel } from '../../kernel/service.ts';
import type { Table } from '../../kernel/store.ts';

/* IAM is global: its rows belong to an account, not to a region. */

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What roles and users have in common. */
export interface Identity {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  readonly createdMs: number;
  readonly tags: readonly Tag[];
  /** Inline policies, JSON text by name. */
  readonly inline: Readonly<Record<string, string>>;
  /** ARNs of managed policies. */
  readonly attached: readonly string[];
  /** ARN of the managed policy that bounds its rights. */
  readonly boundary?: string | undefined;
}
export interface Role extends Identity {
  readonly trust: string;
  readonly description?: string;
  readonly maxSessionSeconds: number;
  readonly lastUsed?: { readonly atMs: number; readonly region: string };
}
export interface User extends Identity {
  /** By access key id; the secret lives with the kernel's principals. */
  readonly keys: Readonly<Record<string, { readonly active: boolean; readonly createdMs: number }>>;
}
export interface PolicyVersion {
  readonly id: string;
  readonly document: string;
  readonly createdMs: number;
}
export interface ManagedPolicy {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly description?: string;
  readonly versions: readonly PolicyVersion[];
  readonly defaultVersion: string;
  readonly nextVersion: number;
  readonly tags: readonly Tag[];
}

const changes = new WeakMap<object, number>();
/** Grows with every change of what IAM keeps: what was made of it may be kept until then. */
export const changeCount = (kernel: Kernel): number => changes.get(kernel.store) ?? 0;

function counted<T>(kernel: Kernel, name: string): Table<T> {
  const table = kernel.store.table<T>(name);
  const count = () => changes.set(kernel.store, changeCount(kernel) + 1);
  return {
    ...table,
    put: (key, value) => {
      count();
      table.put(key, value);
    },
    delete: (key) => {
      count();
      return table.delete(key);
    },
  };
}

/** Keys start with the account: `<account>/<name>`, of policies `<account>/<arn>`. */
export const roles = (kernel: Kernel): Table<Role> => counted(kernel, 'iam.roles');
export const users = (kernel: Kernel): Table<User> => counted(kernel, 'iam.users');
export const policies = (kernel: Kernel): Table<ManagedPolicy> => counted(kernel, 'iam.policies');
export const keyOf = (account: string, name: string): string => `${account}/${name}`;
