/**
 * Actions that take no resource, so that a statement has to say `*`, each with the page of the service authorization
 * reference where its row has an empty column "Resource types". An action is added here only with that page.
 */
export const ACTIONS_WITHOUT_RESOURCE: ReadonlyMap<string, string> = new Map([
  [
    'cloudwatch:GetMetricData',
    'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html',
  ],
  [
    'cloudwatch:PutMetricData',
    'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html',
  ],
  [
    'codepipeline:PutJobFailureResult',
    'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodepipeline.html',
  ],
  [
    'codepipeline:PutJobSuccessResult',
    'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodepipeline.html',
  ],
  [
    'ecr:GetAuthorizationToken',
    'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html',
  ],
  ['xray:PutTelemetryRecords', 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html'],
  ['xray:PutTraceSegments', 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html'],
]);
