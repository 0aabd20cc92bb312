import type * as sdk from '@aws-sdk/client-xray';
import { type Authorization, anyResource, eachRequires, type Requirements } from '../../kernel/access.ts';

/* None of these actions knows resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
const operations = eachRequires(
  'xray',
  [
    'BatchGetTraces',
    'GetSamplingRules',
    'GetSamplingTargets',
    'GetTraceSummaries',
    'PutTelemetryRecords',
    'PutTraceSegments',
  ],
  anyResource,
) satisfies Requirements<typeof sdk>;

export const authorization: Authorization = { operations };
