import { z } from 'zod';
import { bool, integer, tags, text } from './property.ts';

const storageClass = z.enum([
  'GLACIER',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'DEEP_ARCHIVE',
  'GLACIER_IR',
]);
const date = z.union([z.string(), z.date()]).transform((given) => new Date(given).toISOString());

export const lifecycleRule = z.strictObject({
  AbortIncompleteMultipartUpload: z.strictObject({ DaysAfterInitiation: integer() }).optional(),
  ExpirationDate: date.optional(),
  ExpirationInDays: integer().optional(),
  ExpiredObjectDeleteMarker: bool().optional(),
  Id: text().optional(),
  NoncurrentVersionExpiration: z
    .strictObject({ NoncurrentDays: integer(), NewerNoncurrentVersions: integer().optional() })
    .optional(),
  NoncurrentVersionExpirationInDays: integer().optional(),
  NoncurrentVersionTransitions: z
    .array(
      z.strictObject({
        StorageClass: storageClass,
        TransitionInDays: integer(),
        NewerNoncurrentVersions: integer().optional(),
      }),
    )
    .optional(),
  ObjectSizeGreaterThan: integer().optional(),
  ObjectSizeLessThan: integer().optional(),
  Prefix: text().optional(),
  Status: z.enum(['Enabled', 'Disabled']),
  TagFilters: tags().optional(),
  Transitions: z
    .array(
      z.strictObject({
        StorageClass: storageClass,
        TransitionInDays: integer().optional(),
        TransitionDate: date.optional(),
      }),
    )
    .optional(),
});

const redirect = z.strictObject({ HostName: text(), Protocol: z.enum(['http', 'https']).optional() });

export const bucketProperties = z.strictObject({
  AccessControl: z.enum(['Private', 'LogDeliveryWrite']).optional(),
  BucketName: text().optional(),
  BucketEncryption: z
    .strictObject({
      ServerSideEncryptionConfiguration: z.array(
        z.strictObject({
          BucketKeyEnabled: bool().optional(),
          ServerSideEncryptionByDefault: z
            .strictObject({
              SSEAlgorithm: z.enum(['AES256', 'aws:kms', 'aws:kms:dsse']),
              KMSMasterKeyID: text().optional(),
            })
            .optional(),
        }),
      ),
    })
    .optional(),
  CorsConfiguration: z
    .strictObject({
      CorsRules: z.array(
        z.strictObject({
          AllowedHeaders: z.array(text()).optional(),
          AllowedMethods: z.array(text()),
          AllowedOrigins: z.array(text()),
          ExposedHeaders: z.array(text()).optional(),
          Id: text().optional(),
          MaxAge: integer().optional(),
        }),
      ),
    })
    .optional(),
  LifecycleConfiguration: z.strictObject({ Rules: z.array(lifecycleRule) }).optional(),
  LoggingConfiguration: z
    .strictObject({ DestinationBucketName: text().optional(), LogFilePrefix: text().optional() })
    .optional(),
  NotificationConfiguration: z
    .strictObject({ EventBridgeConfiguration: z.strictObject({ EventBridgeEnabled: bool().optional() }).optional() })
    .optional(),
  ObjectLockEnabled: z.union([z.literal(false), z.literal('false')]).optional(),
  OwnershipControls: z
    .strictObject({
      Rules: z.array(
        z.strictObject({ ObjectOwnership: z.enum(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']) }),
      ),
    })
    .optional(),
  PublicAccessBlockConfiguration: z
    .strictObject({
      BlockPublicAcls: bool().optional(),
      BlockPublicPolicy: bool().optional(),
      IgnorePublicAcls: bool().optional(),
      RestrictPublicBuckets: bool().optional(),
    })
    .optional(),
  Tags: tags().optional(),
  VersioningConfiguration: z.strictObject({ Status: z.enum(['Enabled', 'Suspended']) }).optional(),
  WebsiteConfiguration: z
    .strictObject({
      IndexDocument: text().optional(),
      ErrorDocument: text().optional(),
      RedirectAllRequestsTo: redirect.optional(),
    })
    .optional(),
});
export type BucketProperties = z.infer<typeof bucketProperties>;
