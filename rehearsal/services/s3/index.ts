import * as sdk from '@aws-sdk/client-s3';
import type { Operation, Operations, Service } from '../../kernel/service.ts';
import { authorization } from './authorization.ts';
import { refuseClimbing } from './keys.ts';
import { createObjectTables } from './objects.ts';
import { bucketConfigurationOperations } from './operations/bucket-configuration.ts';
import { bucketOperations } from './operations/buckets.ts';
import { listOperations } from './operations/list-objects.ts';
import { multipartOperations } from './operations/multipart.ts';
import { readOperations } from './operations/read-object.ts';
import { writeOperations } from './operations/write-object.ts';

const operations = {
  ...bucketOperations,
  ...bucketConfigurationOperations,
  ...readOperations,
  ...writeOperations,
  ...listOperations,
  ...multipartOperations,
} satisfies Operations<typeof sdk>;

/** Whatever is asked of an object: its key does not climb out of the bucket. */
const withinBucket =
  (operation: Operation<never, unknown>): Operation<{ Key?: string | undefined }, unknown> =>
  (input, context) => {
    refuseClimbing(input.Key ?? '');
    return operation(input as never, context);
  };

export const s3 = {
  signingName: 's3',
  sdk,
  operations: Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [name, withinBucket(operation)]),
  ),
  authorization,
  start: (kernel) => createObjectTables(kernel.store.database),
} satisfies Service;
