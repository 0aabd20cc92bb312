import { randomBytes } from 'node:crypto';
import type { Scope } from '../../kernel/service.ts';
import { conditionFailed, validation } from './errors.ts';
import { type Condition, holds } from './expressions/condition.ts';
import { applyUpdate, type Update } from './expressions/update.ts';
import { getItem, replaceItem } from './items.ts';
import { checkIndexKeys, type EncodedKey, keyNames, keyOfItem, keyOfRequest } from './keys.ts';
import { appendRecord } from './stream-records.ts';
import type { DynamoTable } from './tables.ts';
import { type Item, itemBytes, MOST_ITEM_BYTES } from './values.ts';

/** One write of an item, alone or as part of a batch or transaction. */
export type Write =
  | {
      readonly kind: 'put';
      readonly table: DynamoTable;
      readonly item: Item;
      readonly condition?: Condition | undefined;
    }
  | {
      readonly kind: 'delete' | 'check';
      readonly table: DynamoTable;
      readonly key: Item;
      readonly condition?: Condition | undefined;
    }
  | {
      readonly kind: 'update';
      readonly table: DynamoTable;
      readonly key: Item;
      readonly update: Update;
      readonly condition?: Condition | undefined;
    };

export interface Written {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  /** Top-level attributes that an update named. */
  readonly changed: readonly string[];
  readonly bytes: number;
}

const eventId = () => randomBytes(16).toString('hex');

/** Where a write goes: checked before anything is written. */
export const keyOfWrite = (write: Write): EncodedKey =>
  write.kind === 'put' ? keyOfItem(write.table.keys, write.item) : keyOfRequest(write.table.keys, write.key);

function next(write: Write, before: Item | undefined): { after: Item | undefined; changed: readonly string[] } {
  switch (write.kind) {
    case 'put':
      return { after: write.item, changed: [] };
    case 'delete':
      return { after: undefined, changed: [] };
    case 'check':
      return { after: before, changed: [] };
    case 'update': {
      const keys = keyNames(write.table.keys);
      const { item, changed } = applyUpdate(write.update, before ?? write.key);
      const touched = changed.find((name) => keys.includes(name));
      if (touched !== undefined)
        throw validation(
          `One or more parameter values were invalid: Cannot update attribute ${touched}. This attribute is part of the key`,
        );
      return { after: item, changed };
    }
  }
}

/** A write that was found possible, with what it will do. */
export interface Prepared extends Written {
  readonly write: Write;
  readonly key: EncodedKey;
}

/**
 * Computes what a write will do, and changes nothing: all that can be wrong with it is found here, so that nothing has to
 * be rolled back.
 * @throws ServiceError ConditionalCheckFailedException; its Item is the present one when `showOld`
 */
export function prepare(scope: Scope, write: Write, key: EncodedKey, showOld: boolean): Prepared {
  const before = getItem(scope.store, write.table, key);
  if (write.condition !== undefined && !holds(write.condition, before ?? {}))
    throw conditionFailed(showOld ? before : undefined);
  const { after, changed } = next(write, before);
  if (after !== undefined && write.kind !== 'check') {
    if (itemBytes(after) > MOST_ITEM_BYTES)
      throw validation(
        write.kind === 'update'
          ? 'Item size to update has exceeded the maximum allowed size'
          : 'Item size has exceeded the maximum allowed size',
      );
    checkIndexKeys(write.table.indexes, after);
  }
  const bytes = Math.max(after === undefined ? 0 : itemBytes(after), before === undefined ? 0 : itemBytes(before));
  return { write, key, before, after, changed, bytes };
}

/** Carries out prepared writes, all or none: items, indexes and stream change together. */
export function commit(scope: Scope, writes: readonly Prepared[]): void {
  scope.store.transaction(() => {
    for (const { write, key, before, after } of writes) {
      if (write.kind === 'check' || (before === undefined && after === undefined)) continue;
      replaceItem(scope.store, write.table, key, before, after);
      appendRecord(scope, write.table, before, after, eventId);
    }
  });
}

/** Removes an item whose time to live is over. */
export function expire(scope: Scope, table: DynamoTable, item: Item): void {
  scope.store.transaction(() => {
    replaceItem(scope.store, table, keyOfItem(table.keys, item), item, undefined);
    appendRecord(scope, table, item, undefined, eventId, true);
  });
}
