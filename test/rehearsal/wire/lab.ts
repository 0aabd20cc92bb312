import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { dynamodb } from '../../../rehearsal/services/dynamodb/index.ts';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { lambda } from '../../../rehearsal/services/lambda/index.ts';
import { s3 } from '../../../rehearsal/services/s3/index.ts';
import { sts } from '../../../rehearsal/services/sts/index.ts';
import { REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

/** A rehearsal with a service of each protocol, and a bucket `data`. */
export async function startWireLab(): Promise<TestRehearsal> {
  const local = await startTestRehearsal([dynamodb, iam, lambda, s3, sts]);
  const create = new CreateBucketCommand({ Bucket: 'data', CreateBucketConfiguration: { LocationConstraint: REGION } });
  await local.client(S3Client).send(create);
  return local;
}
