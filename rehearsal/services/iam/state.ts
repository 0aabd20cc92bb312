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

/** Keys start with the account: `<account>/<name>`, of policies `<account>/<arn>`. */
export const roles = (kernel: Kernel): Table<Role> => kernel.store.table('iam.roles');
export const users = (kernel: Kernel): Table<User> => kernel.store.table('iam.users');
export const policies = (kernel: Kernel): Table<ManagedPolicy> => kernel.store.table('iam.policies');
export const keyOf = (account: string, name: string): string => `${account}/${name}`;
