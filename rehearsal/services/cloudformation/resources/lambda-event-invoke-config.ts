import {
  DeleteFunctionEventInvokeConfigCommand,
  LambdaClient,
  PutFunctionEventInvokeConfigCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { integer, text } from './property.ts';

const destination = z.strictObject({ Destination: text() }).optional();
const properties = z.strictObject({
  DestinationConfig: z.strictObject({ OnFailure: destination, OnSuccess: destination }).optional(),
  FunctionName: text(),
  MaximumEventAgeInSeconds: integer().optional(),
  MaximumRetryAttempts: integer().optional(),
  Qualifier: text(),
});
type Properties = z.infer<typeof properties>;

/** A put replaces all of it, so that create and update are the same, however often they are tried. */
async function put(given: Properties, context: ResourceContext) {
  await context.client(LambdaClient).send(new PutFunctionEventInvokeConfigCommand(given));
  return { physicalId: `${given.FunctionName}|${given.Qualifier}`, attributes: {} };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-eventinvokeconfig.html */
export const lambdaEventInvokeConfig = resourceType<Properties>({
  type: 'AWS::Lambda::EventInvokeConfig',
  properties,
  replacedBy: ['FunctionName', 'Qualifier'],
  create: put,
  update: (_physicalId, next, _previous, context) => put(next, context),
  delete: async (_physicalId, { FunctionName, Qualifier }, context) => {
    try {
      await context.client(LambdaClient).send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName, Qualifier }));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
  },
});
