import type * as sdk from '@aws-sdk/client-s3';
import type { Context, Kernel } from '../../kernel/service.ts';
import type { Table } from '../../kernel/store.ts';
import { noSuchBucket } from './errors.ts';

/** Sub-resources of a bucket, each in the form of the API's own structure. */
export interface BucketConfiguration {
  readonly encryption?: sdk.ServerSideEncryptionConfiguration;
  readonly policy?: string;
  /** Its rules hold dates as text, as they are stored in JSON. */
  readonly lifecycle?: readonly sdk.LifecycleRule[];
  readonly logging?: sdk.LoggingEnabled;
  readonly ownership?: sdk.OwnershipControls;
  readonly publicAccess?: sdk.PublicAccessBlockConfiguration;
  readonly tags?: readonly sdk.Tag[];
  readonly notification?: sdk.NotificationConfiguration;
  readonly cors?: readonly sdk.CORSRule[];
  readonly website?: sdk.WebsiteConfiguration;
}

/** A bucket; its name is unique in all accounts and regions. */
export interface Bucket {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly createdMs: number;
  readonly versioning?: 'Enabled' | 'Suspended';
  readonly configuration: BucketConfiguration;
}

export const buckets = (kernel: Kernel): Table<Bucket> => kernel.store.table('s3.buckets');

/** @throws ServiceError NoSuchBucket */
export function findBucket(context: Context, name: string | undefined): Bucket {
  const bucket = buckets(context).get(name ?? '');
  if (bucket === undefined) throw noSuchBucket(name ?? '');
  return bucket;
}

export function saveBucket(context: Context, bucket: Bucket): void {
  buckets(context).put(bucket.name, bucket);
}
export function configure(context: Context, name: string | undefined, change: BucketConfiguration): void {
  const bucket = findBucket(context, name);
  saveBucket(context, { ...bucket, configuration: { ...bucket.configuration, ...change } });
}
/** Removes one sub-resource; nothing happens when it is not there. */
export function unconfigure(context: Context, name: string | undefined, what: keyof BucketConfiguration): void {
  const bucket = findBucket(context, name);
  const { [what]: _, ...configuration } = bucket.configuration;
  saveBucket(context, { ...bucket, configuration });
}
