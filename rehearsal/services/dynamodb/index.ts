import * as sdk from '@aws-sdk/client-dynamodb';
import type { Kernel, Operations, Service } from '../../kernel/service.ts';
import { authorization } from './authorization.ts';
import { createItemTables } from './items.ts';
import { batchOperations } from './operations/batch.ts';
import { queryOperations } from './operations/query-scan.ts';
import { itemOperations } from './operations/single-item.ts';
import { settingOperations } from './operations/table-settings.ts';
import { tableOperations } from './operations/tables.ts';
import { transactionOperations } from './operations/transactions.ts';
import { tables } from './tables.ts';
import { expireLater } from './time-to-live.ts';

export const dynamodb = {
  signingName: 'dynamodb',
  sdk,
  operations: {
    ...tableOperations,
    ...settingOperations,
    ...itemOperations,
    ...queryOperations,
    ...batchOperations,
    ...transactionOperations,
  } satisfies Operations<typeof sdk>,
  authorization,
  start: (kernel: Kernel) => createItemTables(kernel.store),
  resume: (kernel: Kernel) => {
    for (const region of kernel.regions())
      if (
        tables(kernel.scope(region))
          .values()
          .some((table) => table.timeToLive !== undefined)
      )
        expireLater(kernel, region);
  },
} satisfies Service;
