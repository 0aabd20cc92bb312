import * as sdk from '@aws-sdk/client-xray';
import type { Operations, Service } from '../../kernel/service.ts';
import { authorization } from './authorization.ts';
import { batchGetTraces } from './operations/batch-get-traces.ts';
import { getSamplingRules } from './operations/get-sampling-rules.ts';
import { getSamplingTargets } from './operations/get-sampling-targets.ts';
import { getTraceSummaries } from './operations/get-trace-summaries.ts';
import { putTelemetryRecords } from './operations/put-telemetry-records.ts';
import { putTraceSegments } from './operations/put-trace-segments.ts';
import { createTables } from './segments.ts';

/** AWS X-Ray: takes traces and gives them back. */
export const xray = {
  signingName: 'xray',
  sdk,
  operations: {
    BatchGetTraces: batchGetTraces,
    GetSamplingRules: getSamplingRules,
    GetSamplingTargets: getSamplingTargets,
    GetTraceSummaries: getTraceSummaries,
    PutTelemetryRecords: putTelemetryRecords,
    PutTraceSegments: putTraceSegments,
  } satisfies Operations<typeof sdk>,
  authorization,
  start: createTables,
} satisfies Service;
