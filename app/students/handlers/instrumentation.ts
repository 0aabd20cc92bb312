import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { SYNTHETIC_STAGE } from '../../../hooks/synthetic-traffic/stage.ts';

/** Namespace of the metrics that the functions emit in Embedded Metric Format. */
const METRIC_NAMESPACE = 'Students';

const logger = new Logger();
const metrics = new Metrics({ namespace: METRIC_NAMESPACE });

/** Traces the function and its calls to AWS. */
export const tracer = new Tracer();

/** What happens to a request that was answered, beside the answer. */
type Capturing = (event: APIGatewayProxyEvent, context: Context) => Promise<void>;

type ProxyHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/**
 * Wraps an operation in a trace subsegment, one structured log line and the metrics `Answers` (by status code) and
 * `ColdStart`. An error is logged, recorded in the trace and thrown on, so that Lambda counts it. What was answered is
 * handed to `capture`; where that fails, the answer is given all the same: the caller has nothing to do with it.
 */
export function instrumented(
  operationName: string,
  operation: (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>,
  capture?: Capturing,
): ProxyHandler {
  return async (event, context) => {
    logger.addContext(context);
    metrics.captureColdStartMetric(context.functionName);
    const parent = tracer.getSegment();
    const segment = parent?.addNewSubsegment(`## ${operationName}`);
    if (segment) tracer.setSegment(segment);
    tracer.annotateColdStart();
    const isSynthetic = event.requestContext.stage === SYNTHETIC_STAGE;
    const traffic = isSynthetic ? { traffic: SYNTHETIC_STAGE } : {};
    if (isSynthetic) tracer.putAnnotation('traffic', SYNTHETIC_STAGE);
    try {
      const result = await operation(event);
      metrics.addDimension('StatusCode', String(result.statusCode));
      // A dimension more is another metric: what users were answered is counted without these.
      if (isSynthetic) metrics.addDimension('Traffic', SYNTHETIC_STAGE);
      metrics.addMetric('Answers', MetricUnit.Count, 1);
      logger.info('answered', { operation: operationName, statusCode: result.statusCode, ...traffic });
      await capture?.(event, context).catch((error: unknown) => logger.warn('not captured', { error }));
      return result;
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error));
      tracer.addErrorAsMetadata(cause);
      logger.error('failed', { error: cause, ...traffic });
      throw error;
    } finally {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
      segment?.close();
      if (parent) tracer.setSegment(parent);
    }
  };
}
