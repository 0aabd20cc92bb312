import {
  APIGatewayClient,
  CreateStageCommand,
  DeleteStageCommand,
  type PatchOperation,
  UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { stageExists } from './apigateway-exists.ts';
import { recordChanges, replaceValue, setApiTags, tagRecord, unlessGone } from './apigateway-patch.ts';
import { createOnce } from './create-once.ts';
import { bool, integer, number, tags, text } from './property.ts';

const setting = z.strictObject({
  CacheDataEncrypted: bool().optional(),
  CacheTtlInSeconds: integer().optional(),
  CachingEnabled: bool().optional(),
  DataTraceEnabled: bool().optional(),
  HttpMethod: text().optional(),
  LoggingLevel: z.enum(['OFF', 'ERROR', 'INFO']).optional(),
  MetricsEnabled: bool().optional(),
  ResourcePath: text().optional(),
  ThrottlingBurstLimit: integer().optional(),
  ThrottlingRateLimit: number().optional(),
});
const properties = z.strictObject({
  AccessLogSetting: z.strictObject({ DestinationArn: text().optional(), Format: text().optional() }).optional(),
  CacheClusterEnabled: bool().optional(),
  DeploymentId: text().optional(),
  Description: text().optional(),
  DocumentationVersion: text().optional(),
  MethodSettings: z.array(setting).optional(),
  RestApiId: text(),
  StageName: text().optional(),
  Tags: tags().optional(),
  TracingEnabled: bool().optional(),
  Variables: z.record(z.string(), text()).optional(),
});
type Properties = z.infer<typeof properties>;

const PATCH_PATHS = {
  LoggingLevel: 'logging/loglevel',
  DataTraceEnabled: 'logging/dataTrace',
  MetricsEnabled: 'metrics/enabled',
  ThrottlingRateLimit: 'throttling/rateLimit',
  ThrottlingBurstLimit: 'throttling/burstLimit',
  CachingEnabled: 'caching/enabled',
  CacheTtlInSeconds: 'caching/ttlInSeconds',
  CacheDataEncrypted: 'caching/dataEncrypted',
} as const;

/** Of a template, all resources are `/*`, one is `/students` or `/~1students`; in a patch they are `*` and `~1students`. */
function settingPath({ ResourcePath = '/*', HttpMethod = '*' }: z.infer<typeof setting>): string {
  const plain = ResourcePath.replace(/^\/(?=[~*])/, '');
  return `/${plain.replace(/^\//, '~1').replaceAll('/', '~1')}/${HttpMethod}`;
}

function settingChanges(next: Properties, previous: Properties | undefined): PatchOperation[] {
  const kept = new Set(next.MethodSettings?.map(settingPath));
  const gone = (previous?.MethodSettings ?? []).map(settingPath).filter((path) => !kept.has(path));
  const same = (path: string) => (one: z.infer<typeof setting>) => settingPath(one) === path;
  return [
    ...gone.map((path): PatchOperation => ({ op: 'remove', path })),
    ...(next.MethodSettings ?? []).flatMap((one): PatchOperation[] => {
      const path = settingPath(one);
      const before = previous?.MethodSettings?.find(same(path));
      const dropped = Object.keys(PATCH_PATHS).some(
        (name) => name in PATCH_PATHS && Reflect.has(before ?? {}, name) && !Reflect.has(one, name),
      );
      const names = Object.entries(PATCH_PATHS);
      return [
        ...(dropped ? [{ op: 'remove' as const, path }] : []),
        ...names.flatMap(([name, patchPath]): PatchOperation[] => {
          const value: unknown = Reflect.get(one, name);
          return value === undefined ? [] : [{ op: 'replace', path: `${path}/${patchPath}`, value: String(value) }];
        }),
      ];
    }),
  ];
}

function changes(next: Properties, previous: Properties | undefined): PatchOperation[] {
  const log = next.AccessLogSetting;
  const before = previous?.AccessLogSetting;
  const stopped = log === undefined && before !== undefined;
  return [
    ...replaceValue('/deploymentId', next.DeploymentId, previous?.DeploymentId),
    ...replaceValue('/description', next.Description, previous?.Description),
    ...replaceValue('/documentationVersion', next.DocumentationVersion, previous?.DocumentationVersion),
    ...replaceValue('/tracingEnabled', next.TracingEnabled ?? false, previous?.TracingEnabled ?? false),
    ...replaceValue('/cacheClusterEnabled', next.CacheClusterEnabled ?? false, previous?.CacheClusterEnabled ?? false),
    ...recordChanges('/variables', next.Variables, previous?.Variables),
    ...(stopped
      ? [{ op: 'remove' as const, path: '/accessLogSettings' }]
      : [
          ...replaceValue('/accessLogSettings/destinationArn', log?.DestinationArn, before?.DestinationArn),
          ...replaceValue('/accessLogSettings/format', log?.Format, before?.Format),
        ]),
    ...settingChanges(next, previous),
  ];
}

async function create(given: Properties, context: ResourceContext) {
  const client = context.client(APIGatewayClient);
  const stageName = given.StageName ?? context.generateName(128);
  const { RestApiId: restApiId } = given;
  const start = { DeploymentId: given.DeploymentId, Variables: given.Variables, Description: given.Description };
  await createOnce(
    context,
    `${restApiId}/${stageName}`,
    () => stageExists(client, restApiId, stageName),
    () =>
      client.send(
        new CreateStageCommand({
          restApiId,
          stageName,
          deploymentId: given.DeploymentId,
          description: given.Description,
          variables: given.Variables,
          tags: tagRecord(given.Tags),
        }),
      ),
  );
  const patchOperations = changes(given, { RestApiId: restApiId, ...start });
  if (patchOperations.length > 0) await client.send(new UpdateStageCommand({ restApiId, stageName, patchOperations }));
  return { physicalId: stageName, attributes: {} };
}

async function update(stageName: string, next: Properties, previous: Properties, context: ResourceContext) {
  const patchOperations = changes(next, previous);
  const { RestApiId: restApiId } = next;
  if (patchOperations.length > 0)
    await context.client(APIGatewayClient).send(new UpdateStageCommand({ restApiId, stageName, patchOperations }));
  await setApiTags(context, `/restapis/${restApiId}/stages/${stageName}`, next.Tags, previous.Tags);
  return { physicalId: stageName, attributes: {} };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-stage.html */
export const apigatewayStage = resourceType<Properties>({
  type: 'AWS::ApiGateway::Stage',
  properties,
  replacedBy: ['RestApiId', 'StageName'],
  create,
  update,
  delete: (stageName, { RestApiId: restApiId }, context) =>
    unlessGone(context.client(APIGatewayClient).send(new DeleteStageCommand({ restApiId, stageName }))),
});
