import type * as sdk from '@aws-sdk/client-s3';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Operations } from '../../../kernel/service.ts';
import { checkPolicy } from '../../../policy/check.ts';
import { callerName } from '../../../policy/denial.ts';
import { parsePolicy, refusing } from '../../../policy/document.ts';
import { configure, findBucket, saveBucket, unconfigure } from '../buckets.ts';
import { invalidArgument, malformedXml, publicPolicyBlocked, unsupported } from '../errors.ts';
import { isPublic } from '../public-policy.ts';

const absent = (code: string, message: string, bucket: string) =>
  new ServiceError(code, message, 404, { BucketName: bucket });

/** JSON keeps dates as text; the answer wants dates. */
const withDates = (rule: sdk.LifecycleRule): sdk.LifecycleRule => ({
  ...rule,
  ...(rule.Expiration?.Date === undefined
    ? {}
    : { Expiration: { ...rule.Expiration, Date: new Date(rule.Expiration.Date) } }),
  ...(rule.Transitions === undefined
    ? {}
    : {
        Transitions: rule.Transitions.map((one) =>
          one.Date === undefined ? one : { ...one, Date: new Date(one.Date) },
        ),
      }),
});

/** @throws ServiceError MalformedPolicy */
function acceptPolicy(document: string, bucket: string): string {
  const refused = (why: string) => new ServiceError('MalformedPolicy', why, 400);
  const policy = refusing(refused, () => checkPolicy(document, 'bucket'));
  const arn = `arn:aws:s3:::${bucket}`;
  for (const { Resource = [] } of policy.Statement)
    for (const resource of Resource)
      if (resource !== '*' && resource !== arn && !resource.startsWith(`${arn}/`))
        throw refused('Policy has invalid resource');
  return document;
}

/** The sub-resources of a bucket; each follows its page of https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */
export const bucketConfigurationOperations = {
  PutBucketVersioning: (input, context) => {
    const status = input.VersioningConfiguration?.Status;
    if (status !== 'Enabled' && status !== 'Suspended') throw malformedXml();
    if (input.VersioningConfiguration?.MFADelete === 'Enabled') throw unsupported('MFA delete');
    saveBucket(context, { ...findBucket(context, input.Bucket), versioning: status });
    return {};
  },
  GetBucketVersioning: (input, context) => {
    const { versioning } = findBucket(context, input.Bucket);
    return versioning === undefined ? {} : { Status: versioning };
  },
  PutBucketPolicy: (input, context) => {
    const policy = acceptPolicy(input.Policy ?? '', input.Bucket ?? '');
    const { BlockPublicPolicy: blocks } = findBucket(context, input.Bucket).configuration.publicAccess ?? {};
    if (blocks === true && isPublic(parsePolicy(policy)))
      throw publicPolicyBlocked(callerName(context.principal), input.Bucket ?? '');
    configure(context, input.Bucket, { policy });
    return {};
  },
  GetBucketPolicy: (input, context) => {
    const { policy } = findBucket(context, input.Bucket).configuration;
    if (policy === undefined)
      throw absent('NoSuchBucketPolicy', 'The bucket policy does not exist', input.Bucket ?? '');
    return { Policy: policy };
  },
  DeleteBucketPolicy: (input, context) => {
    unconfigure(context, input.Bucket, 'policy');
    return {};
  },
  PutBucketEncryption: (input, context) => {
    const [rule] = input.ServerSideEncryptionConfiguration?.Rules ?? [];
    const { SSEAlgorithm, KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {};
    if (SSEAlgorithm === undefined) throw malformedXml();
    if (SSEAlgorithm === 'AES256' && KMSMasterKeyID !== undefined)
      throw invalidArgument(
        'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
        'ApplyServerSideEncryptionByDefault',
        SSEAlgorithm,
      );
    configure(context, input.Bucket, { encryption: input.ServerSideEncryptionConfiguration ?? { Rules: [] } });
    return {};
  },
  GetBucketEncryption: (input, context) => {
    const { encryption } = findBucket(context, input.Bucket).configuration;
    if (encryption === undefined)
      throw absent(
        'ServerSideEncryptionConfigurationNotFoundError',
        'The server side encryption configuration was not found',
        input.Bucket ?? '',
      );
    return { ServerSideEncryptionConfiguration: encryption };
  },
  DeleteBucketEncryption: (input, context) => {
    // Objects are always encrypted: the default goes back to S3's own keys.
    const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const }, BucketKeyEnabled: false };
    configure(context, input.Bucket, { encryption: { Rules: [rule] } });
    return {};
  },
  PutBucketLifecycleConfiguration: (input, context) => {
    const rules = input.LifecycleConfiguration?.Rules ?? [];
    if (rules.length === 0) throw malformedXml();
    const named = rules.map((rule, index) => ({ ...rule, ID: rule.ID ?? `rule-${index + 1}` }));
    configure(context, input.Bucket, { lifecycle: named });
    return {};
  },
  GetBucketLifecycleConfiguration: (input, context) => {
    const { lifecycle } = findBucket(context, input.Bucket).configuration;
    if (lifecycle === undefined)
      throw absent('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist', input.Bucket ?? '');
    return { Rules: lifecycle.map(withDates) };
  },
  DeleteBucketLifecycle: (input, context) => {
    unconfigure(context, input.Bucket, 'lifecycle');
    return {};
  },
  PutBucketLogging: (input, context) => {
    const target = input.BucketLoggingStatus?.LoggingEnabled;
    if (target === undefined) unconfigure(context, input.Bucket, 'logging');
    else configure(context, input.Bucket, { logging: target });
    return {};
  },
  GetBucketLogging: (input, context) => {
    const { logging } = findBucket(context, input.Bucket).configuration;
    return logging === undefined ? {} : { LoggingEnabled: logging };
  },
  PutBucketOwnershipControls: (input, context) => {
    configure(context, input.Bucket, { ownership: input.OwnershipControls ?? { Rules: [] } });
    return {};
  },
  GetBucketOwnershipControls: (input, context) => {
    const { ownership } = findBucket(context, input.Bucket).configuration;
    if (ownership === undefined)
      throw absent(
        'OwnershipControlsNotFoundError',
        'The bucket ownership controls were not found',
        input.Bucket ?? '',
      );
    return { OwnershipControls: ownership };
  },
  DeleteBucketOwnershipControls: (input, context) => {
    unconfigure(context, input.Bucket, 'ownership');
    return {};
  },
  PutPublicAccessBlock: (input, context) => {
    const given = input.PublicAccessBlockConfiguration ?? {};
    configure(context, input.Bucket, {
      publicAccess: {
        BlockPublicAcls: given.BlockPublicAcls ?? false,
        IgnorePublicAcls: given.IgnorePublicAcls ?? false,
        BlockPublicPolicy: given.BlockPublicPolicy ?? false,
        RestrictPublicBuckets: given.RestrictPublicBuckets ?? false,
      },
    });
    return {};
  },
  GetPublicAccessBlock: (input, context) => {
    const { publicAccess } = findBucket(context, input.Bucket).configuration;
    if (publicAccess === undefined)
      throw absent(
        'NoSuchPublicAccessBlockConfiguration',
        'The public access block configuration was not found',
        input.Bucket ?? '',
      );
    return { PublicAccessBlockConfiguration: publicAccess };
  },
  DeletePublicAccessBlock: (input, context) => {
    unconfigure(context, input.Bucket, 'publicAccess');
    return {};
  },
  PutBucketTagging: (input, context) => {
    configure(context, input.Bucket, { tags: input.Tagging?.TagSet ?? [] });
    return {};
  },
  GetBucketTagging: (input, context) => {
    const { tags } = findBucket(context, input.Bucket).configuration;
    if (tags === undefined) throw absent('NoSuchTagSet', 'The TagSet does not exist', input.Bucket ?? '');
    return { TagSet: [...tags] };
  },
  DeleteBucketTagging: (input, context) => {
    unconfigure(context, input.Bucket, 'tags');
    return {};
  },
  PutBucketNotificationConfiguration: (input, context) => {
    const given = input.NotificationConfiguration ?? {};
    for (const [what, list] of Object.entries({
      'queue notifications': given.QueueConfigurations,
      'topic notifications': given.TopicConfigurations,
      'function notifications': given.LambdaFunctionConfigurations,
    }))
      if ((list?.length ?? 0) > 0) throw unsupported(`${what}; use EventBridgeConfiguration`);
    configure(context, input.Bucket, { notification: given });
    return {};
  },
  GetBucketNotificationConfiguration: (input, context) => ({
    ...findBucket(context, input.Bucket).configuration.notification,
  }),
  PutBucketCors: (input, context) => {
    configure(context, input.Bucket, { cors: input.CORSConfiguration?.CORSRules ?? [] });
    return {};
  },
  GetBucketCors: (input, context) => {
    const { cors } = findBucket(context, input.Bucket).configuration;
    if (cors === undefined)
      throw absent('NoSuchCORSConfiguration', 'The CORS configuration does not exist', input.Bucket ?? '');
    return { CORSRules: [...cors] };
  },
  DeleteBucketCors: (input, context) => {
    unconfigure(context, input.Bucket, 'cors');
    return {};
  },
  PutBucketWebsite: (input, context) => {
    configure(context, input.Bucket, { website: input.WebsiteConfiguration ?? {} });
    return {};
  },
  GetBucketWebsite: (input, context) => {
    const { website } = findBucket(context, input.Bucket).configuration;
    if (website === undefined)
      throw absent(
        'NoSuchWebsiteConfiguration',
        'The specified bucket does not have a website configuration',
        input.Bucket ?? '',
      );
    return { ...website };
  },
  DeleteBucketWebsite: (input, context) => {
    unconfigure(context, input.Bucket, 'website');
    return {};
  },
  GetBucketPolicyStatus: (input, context) => {
    const { policy } = findBucket(context, input.Bucket).configuration;
    if (policy === undefined)
      throw absent('NoSuchBucketPolicy', 'The bucket policy does not exist', input.Bucket ?? '');
    return { PolicyStatus: { IsPublic: isPublic(parsePolicy(policy)) } };
  },
  GetBucketAccelerateConfiguration: (input, context) => {
    findBucket(context, input.Bucket);
    return {};
  },
  GetBucketRequestPayment: (input, context) => {
    findBucket(context, input.Bucket);
    return { Payer: 'BucketOwner' as const };
  },
} satisfies Operations<typeof sdk>;
