import type {
  ActionDeclaration,
  ArtifactStore,
  Condition,
  PipelineDeclaration,
  StageDeclaration,
} from '@aws-sdk/client-codepipeline';
import { z } from 'zod';
import { bool, integer, tags, text } from './property.ts';

const artifactStore = z.strictObject({
  Type: z.literal('S3'),
  Location: text(),
  EncryptionKey: z.strictObject({ Id: text(), Type: z.literal('KMS') }).optional(),
});
const artifacts = z.array(z.strictObject({ Name: text() }));
const configuration = z.record(z.string(), text());

const action = z.strictObject({
  Name: text(),
  ActionTypeId: z.strictObject({
    Category: z.enum(['Approval', 'Build', 'Compute', 'Deploy', 'Invoke', 'Source', 'Test']),
    Owner: z.enum(['AWS', 'Custom', 'ThirdParty']),
    Provider: text(),
    Version: text(),
  }),
  Configuration: configuration.optional(),
  InputArtifacts: artifacts.optional(),
  OutputArtifacts: artifacts.optional(),
  Namespace: text().optional(),
  Region: text().optional(),
  RoleArn: text().optional(),
  RunOrder: integer().optional(),
  TimeoutInMinutes: integer().optional(),
});

const condition = z.strictObject({
  Result: z.enum(['FAIL', 'ROLLBACK', 'RETRY', 'SKIP']).optional(),
  Rules: z
    .array(
      z.strictObject({
        Name: text(),
        RuleTypeId: z.strictObject({
          Category: z.literal('Rule'),
          Owner: z.literal('AWS').optional(),
          Provider: text(),
          Version: text().optional(),
        }),
        Configuration: configuration.optional(),
        InputArtifacts: artifacts.optional(),
        Region: text().optional(),
        RoleArn: text().optional(),
      }),
    )
    .optional(),
});

const stage = z.strictObject({
  Name: text(),
  Actions: z.array(action),
  BeforeEntry: z.strictObject({ Conditions: z.array(condition) }).optional(),
  OnSuccess: z.strictObject({ Conditions: z.array(condition) }).optional(),
  OnFailure: z
    .strictObject({
      Result: z.enum(['FAIL', 'ROLLBACK', 'RETRY', 'SKIP']).optional(),
      RetryConfiguration: z
        .strictObject({ RetryMode: z.enum(['ALL_ACTIONS', 'FAILED_ACTIONS']).optional() })
        .optional(),
      Conditions: z.array(condition).optional(),
    })
    .optional(),
});

/** The properties of `AWS::CodePipeline::Pipeline`; triggers of CodeConnections sources and blockers are refused by name. */
export const pipelineProperties = z.strictObject({
  Name: text().optional(),
  RoleArn: text(),
  ArtifactStore: artifactStore.optional(),
  ArtifactStores: z.array(z.strictObject({ Region: text(), ArtifactStore: artifactStore })).optional(),
  Stages: z.array(stage),
  ExecutionMode: z.enum(['SUPERSEDED', 'QUEUED', 'PARALLEL']).optional(),
  PipelineType: z.enum(['V1', 'V2']).optional(),
  Variables: z
    .array(z.strictObject({ Name: text(), DefaultValue: text().optional(), Description: text().optional() }))
    .optional(),
  RestartExecutionOnUpdate: bool().optional(),
  DisableInboundStageTransitions: z.array(z.strictObject({ StageName: text(), Reason: text() })).optional(),
  Tags: tags().optional(),
});

type Properties = z.infer<typeof pipelineProperties>;

const toStore = ({ Type, Location, EncryptionKey }: z.infer<typeof artifactStore>): ArtifactStore => ({
  type: Type,
  location: Location,
  ...(EncryptionKey === undefined ? {} : { encryptionKey: { id: EncryptionKey.Id, type: EncryptionKey.Type } }),
});

const toArtifacts = (list: z.infer<typeof artifacts> | undefined) => (list ?? []).map(({ Name }) => ({ name: Name }));

const toAction = (declared: z.infer<typeof action>): ActionDeclaration => ({
  name: declared.Name,
  actionTypeId: {
    category: declared.ActionTypeId.Category,
    owner: declared.ActionTypeId.Owner,
    provider: declared.ActionTypeId.Provider,
    version: declared.ActionTypeId.Version,
  },
  runOrder: declared.RunOrder ?? 1,
  configuration: declared.Configuration ?? {},
  inputArtifacts: toArtifacts(declared.InputArtifacts),
  outputArtifacts: toArtifacts(declared.OutputArtifacts),
  ...(declared.Namespace === undefined ? {} : { namespace: declared.Namespace }),
  ...(declared.Region === undefined ? {} : { region: declared.Region }),
  ...(declared.RoleArn === undefined ? {} : { roleArn: declared.RoleArn }),
  ...(declared.TimeoutInMinutes === undefined ? {} : { timeoutInMinutes: declared.TimeoutInMinutes }),
});

const toConditions = (conditions: readonly z.infer<typeof condition>[]): Condition[] =>
  conditions.map(({ Result, Rules }) => ({
    ...(Result === undefined ? {} : { result: Result }),
    rules: (Rules ?? []).map((rule) => ({
      name: rule.Name,
      ruleTypeId: {
        category: rule.RuleTypeId.Category,
        owner: rule.RuleTypeId.Owner ?? 'AWS',
        provider: rule.RuleTypeId.Provider,
        version: rule.RuleTypeId.Version ?? '1',
      },
      configuration: rule.Configuration ?? {},
      inputArtifacts: toArtifacts(rule.InputArtifacts),
      ...(rule.Region === undefined ? {} : { region: rule.Region }),
      ...(rule.RoleArn === undefined ? {} : { roleArn: rule.RoleArn }),
    })),
  }));

const toStage = ({ Name, Actions, BeforeEntry, OnSuccess, OnFailure }: z.infer<typeof stage>): StageDeclaration => ({
  name: Name,
  actions: Actions.map(toAction),
  ...(BeforeEntry === undefined ? {} : { beforeEntry: { conditions: toConditions(BeforeEntry.Conditions) } }),
  ...(OnSuccess === undefined ? {} : { onSuccess: { conditions: toConditions(OnSuccess.Conditions) } }),
  ...(OnFailure === undefined
    ? {}
    : {
        onFailure: {
          ...(OnFailure.Result === undefined ? {} : { result: OnFailure.Result }),
          ...(OnFailure.RetryConfiguration?.RetryMode === undefined
            ? {}
            : { retryConfiguration: { retryMode: OnFailure.RetryConfiguration.RetryMode } }),
          ...(OnFailure.Conditions === undefined ? {} : { conditions: toConditions(OnFailure.Conditions) }),
        },
      }),
});

/** The definition as CodePipeline's API takes it. */
export function toDeclaration(name: string, properties: Properties): PipelineDeclaration {
  return {
    name,
    roleArn: properties.RoleArn,
    ...(properties.ArtifactStore === undefined ? {} : { artifactStore: toStore(properties.ArtifactStore) }),
    ...(properties.ArtifactStores === undefined
      ? {}
      : {
          artifactStores: Object.fromEntries(
            properties.ArtifactStores.map(({ Region, ArtifactStore }) => [Region, toStore(ArtifactStore)]),
          ),
        }),
    stages: properties.Stages.map(toStage),
    ...(properties.ExecutionMode === undefined ? {} : { executionMode: properties.ExecutionMode }),
    pipelineType: properties.PipelineType ?? 'V1',
    ...(properties.Variables === undefined
      ? {}
      : {
          variables: properties.Variables.map(({ Name, DefaultValue, Description }) => ({
            name: Name,
            ...(DefaultValue === undefined ? {} : { defaultValue: DefaultValue }),
            ...(Description === undefined ? {} : { description: Description }),
          })),
        }),
  };
}
