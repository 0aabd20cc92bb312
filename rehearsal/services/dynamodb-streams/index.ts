import * as sdk from '@aws-sdk/client-dynamodb-streams';
import type { Operations, Service } from '../../kernel/service.ts';
import { authorization } from './authorization.ts';
import { streamOperations } from './operations/streams.ts';

/** The reading side of what the tables of `dynamodb` write; the two share one signing name, as on AWS. */
export const dynamodbStreams = {
  signingName: 'dynamodb',
  sdk,
  operations: streamOperations satisfies Operations<typeof sdk>,
  authorization,
} satisfies Service;
