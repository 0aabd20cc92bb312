import type * as sdk from '@aws-sdk/client-s3';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context, Operations } from '../../../kernel/service.ts';
import { type Bucket, buckets, findBucket, saveBucket } from '../buckets.ts';
import { bucketNotEmpty, invalidArgument, notFound } from '../errors.ts';
import { isEmpty } from '../objects.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const NAME = /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const DEFAULT_REGION = 'us-east-1';

const owner = (context: Context) => ({ ID: canonicalId(context.account) });
/** The canonical user id of an account: 64 hexadecimal digits. */
export const canonicalId = (account: string): string => account.padStart(64, '0');

function createBucket(input: sdk.CreateBucketCommandInput, context: Context) {
  const name = input.Bucket ?? '';
  if (!NAME.test(name))
    throw new ServiceError('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: name });
  const region = input.CreateBucketConfiguration?.LocationConstraint ?? DEFAULT_REGION;
  if (region !== context.region)
    throw new ServiceError(
      'IllegalLocationConstraintException',
      input.CreateBucketConfiguration?.LocationConstraint === undefined
        ? 'The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.'
        : `The ${region} location constraint is incompatible for the region specific endpoint this request was sent to.`,
      400,
    );
  const present = buckets(context).get(name);
  if (present !== undefined && present.account !== context.account)
    throw new ServiceError(
      'BucketAlreadyExists',
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
      409,
      { BucketName: name },
    );
  // In us-east-1 creating one's own bucket again succeeds: API_CreateBucket.html, BucketAlreadyOwnedByYou.
  if (present !== undefined && region !== DEFAULT_REGION)
    throw new ServiceError(
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
      409,
      { BucketName: name },
    );
  if (present === undefined) saveBucket(context, newBucket(input, context, name, region));
  return { Location: `/${name}`, BucketArn: `arn:aws:s3:::${name}` };
}

/** New buckets are private and encrypted: https://docs.aws.amazon.com/AmazonS3/latest/userguide/creating-buckets-s3.html */
function newBucket(input: sdk.CreateBucketCommandInput, context: Context, name: string, region: string): Bucket {
  return {
    name,
    account: context.account,
    region,
    createdMs: context.clock.now(),
    configuration: {
      encryption: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
      },
      publicAccess: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
      ownership: { Rules: [{ ObjectOwnership: input.ObjectOwnership ?? 'BucketOwnerEnforced' }] },
    },
  };
}

/** Buckets themselves: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export const bucketOperations = {
  CreateBucket: createBucket,
  HeadBucket: (input, context) => {
    const bucket = buckets(context).get(input.Bucket ?? '');
    if (bucket === undefined) throw notFound();
    return { BucketRegion: bucket.region, BucketArn: `arn:aws:s3:::${bucket.name}` };
  },
  ListBuckets: (input, context) => {
    const found = buckets(context)
      .values(input.Prefix ?? '')
      .filter((bucket) => bucket.account === context.account)
      .filter((bucket) => input.BucketRegion === undefined || bucket.region === input.BucketRegion)
      .filter((bucket) => input.ContinuationToken === undefined || bucket.name > input.ContinuationToken);
    const page = found.slice(0, input.MaxBuckets ?? found.length);
    const last = page.at(-1);
    return {
      Buckets: page.map((bucket) => ({
        Name: bucket.name,
        CreationDate: new Date(bucket.createdMs),
        BucketRegion: bucket.region,
      })),
      Owner: owner(context),
      ...(input.Prefix === undefined ? {} : { Prefix: input.Prefix }),
      ...(page.length < found.length && last !== undefined ? { ContinuationToken: last.name } : {}),
    };
  },
  DeleteBucket: (input, context) => {
    const bucket = findBucket(context, input.Bucket);
    if (!isEmpty(context, bucket.name)) throw bucketNotEmpty(bucket.name);
    buckets(context).delete(bucket.name);
    return {};
  },
  GetBucketLocation: (input, context) => {
    const { region } = findBucket(context, input.Bucket);
    // The classic region is answered as an empty element: API_GetBucketLocation.html
    return region === DEFAULT_REGION ? {} : { LocationConstraint: locationOf(region) };
  },
  GetBucketAcl: (input, context) => {
    findBucket(context, input.Bucket);
    return {
      Owner: owner(context),
      Grants: [{ Grantee: { ...owner(context), Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }],
    };
  },
  PutBucketAcl: (input, context) => {
    const bucket = findBucket(context, input.Bucket);
    const [rule] = bucket.configuration.ownership?.Rules ?? [];
    if (input.ACL === 'private') return {};
    if (rule?.ObjectOwnership === 'BucketOwnerEnforced')
      throw new ServiceError('AccessControlListNotSupported', 'The bucket does not allow ACLs', 400);
    throw invalidArgument('The rehearsal keeps no access control list but private', 'x-amz-acl', input.ACL ?? '');
  },
} satisfies Operations<typeof sdk>;

function locationOf(region: string): sdk.BucketLocationConstraint {
  // The model lists the regions it knew when it was written; S3 answers any that exists.
  return region as sdk.BucketLocationConstraint;
}
