import * as sdk from '@aws-sdk/client-s3';
import type { Operations, Service } from '../../kernel/service.ts';
import { authorization } from './authorization.ts';
import { createObjectTables } from './objects.ts';
import { bucketConfigurationOperations } from './operations/bucket-configuration.ts';
import { bucketOperations } from './operations/buckets.ts';
import { listOperations } from './operations/list-objects.ts';
import { multipartOperations } from './operations/multipart.ts';
import { readOperations } from './operations/read-object.ts';
import { writeOperations } from './operations/write-object.ts';

export const s3 = {
  signingName: 's3',
  sdk,
  operations: {
    ...bucketOperations,
    ...bucketConfigurationOperations,
    ...readOperations,
    ...writeOperations,
    ...listOperations,
    ...multipartOperations,
  } satisfies Operations<typeof sdk>,
  authorization,
  start: (kernel) => createObjectTables(kernel.store.database),
} satisfies Service;
