import { uuid } from '../../kernel/ids.ts';
import type { Kernel } from '../../kernel/service.ts';
import type { Table } from '../../kernel/store.ts';

/** Something that AWS would have sent to a person or to a server outside; the rehearsal keeps it. */
export interface OutboxEntry {
  /** ISO 8601, virtual time. */
  readonly at: string;
  readonly topic: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly subject: string | null;
  readonly message: string;
}

export const OUTBOX_PATH = '/_slipway/outbox';

/** Keys sort by time. */
const outbox = ({ store }: Pick<Kernel, 'store'>): Table<OutboxEntry> => store.table('sns.outbox');

/** @param key the delivery's, so that one that is repeated after a kill is there once */
export function putInOutbox(kernel: Kernel, entry: Omit<OutboxEntry, 'at'>, atMs: number, key = uuid()): void {
  outbox(kernel).put(`${String(atMs).padStart(15, '0')} ${key}`, { at: new Date(atMs).toISOString(), ...entry });
}

/** The oldest first. */
export const listOutbox = (kernel: Pick<Kernel, 'store'>): OutboxEntry[] => outbox(kernel).values();
