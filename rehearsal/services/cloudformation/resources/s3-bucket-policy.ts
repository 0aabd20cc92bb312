import { DeleteBucketPolicyCommand, NoSuchBucket, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { json, text } from './property.ts';

const properties = z.strictObject({ Bucket: text(), PolicyDocument: z.union([json(), z.string()]) });
type Properties = z.infer<typeof properties>;

async function put(given: Properties, context: ResourceContext) {
  const { Bucket, PolicyDocument: document } = given;
  const Policy = typeof document === 'string' ? document : JSON.stringify(document);
  await context.client(S3Client).send(new PutBucketPolicyCommand({ Bucket, Policy }));
  return { physicalId: Bucket, attributes: {} };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucketpolicy.html */
export const s3BucketPolicy = resourceType<Properties>({
  type: 'AWS::S3::BucketPolicy',
  properties,
  replacedBy: ['Bucket'],
  create: put,
  update: (_physicalId, next, _previous, context) => put(next, context),
  delete: async (_physicalId, { Bucket }, context) => {
    try {
      await context.client(S3Client).send(new DeleteBucketPolicyCommand({ Bucket }));
    } catch (error) {
      if (!(error instanceof NoSuchBucket)) throw error;
    }
  },
});
