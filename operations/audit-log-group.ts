/**
 * Name of the log group with a pipeline's audit log: the pipeline's stack makes it, what people do by hand writes into it.
 */
export const auditLogGroupName = (pipelineName: string): string => `/slipway/${pipelineName}/audit`;
