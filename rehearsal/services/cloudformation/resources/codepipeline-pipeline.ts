import { isDeepStrictEqual } from 'node:util';
import {
  CodePipelineClient,
  CreatePipelineCommand,
  DeletePipelineCommand,
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
  GetPipelineCommand,
  type PipelineDeclaration,
  PipelineNameInUseException,
  StartPipelineExecutionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdatePipelineCommand,
} from '@aws-sdk/client-codepipeline';
import type { z } from 'zod';
import { type Provisioned, type ResourceContext, resourceType } from '../resource-type.ts';
import { pipelineProperties, toDeclaration } from './codepipeline-pipeline-properties.ts';

type Properties = z.infer<typeof pipelineProperties>;
const LONGEST_NAME = 100;

const tagsOf = ({ Tags }: Properties) => (Tags ?? []).map(({ Key, Value }) => ({ key: Key, value: Value }));
const provisioned = (name: string, declaration: PipelineDeclaration | undefined): Provisioned => ({
  physicalId: name,
  attributes: { Version: String(declaration?.version ?? 1) },
});

/** What the service keeps, without what it adds. */
const comparable = (declaration: PipelineDeclaration | undefined) =>
  JSON.parse(JSON.stringify({ executionMode: 'SUPERSEDED', ...declaration, version: undefined }));

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codepipeline-pipeline.html */
export const codePipelinePipeline = resourceType<Properties>({
  type: 'AWS::CodePipeline::Pipeline',
  properties: pipelineProperties,
  replacedBy: ['Name'],
  create: async (properties, context) => {
    const client = context.client(CodePipelineClient);
    const name = properties.Name ?? context.generateName(LONGEST_NAME);
    const declaration = toDeclaration(name, properties);
    let created: PipelineDeclaration | undefined;
    try {
      const answer = await client.send(new CreatePipelineCommand({ pipeline: declaration, tags: tagsOf(properties) }));
      created = answer.pipeline;
    } catch (error) {
      if (!(error instanceof PipelineNameInUseException)) throw error;
      const { pipeline } = await client.send(new GetPipelineCommand({ name }));
      // The same definition is an earlier try of this create; another one is somebody else's pipeline.
      if (!isDeepStrictEqual(comparable(pipeline), comparable(declaration))) throw error;
      created = pipeline;
    }
    await setTransitions(name, properties, undefined, context);
    return provisioned(name, created);
  },
  update: async (name, properties, previous, context) => {
    const client = context.client(CodePipelineClient);
    const declaration = toDeclaration(name, properties);
    let { pipeline } = await client.send(new GetPipelineCommand({ name }));
    if (!isDeepStrictEqual(comparable(pipeline), comparable(declaration)))
      pipeline = (await client.send(new UpdatePipelineCommand({ pipeline: declaration }))).pipeline;
    await setTags(name, properties, previous, context);
    await setTransitions(name, properties, previous, context);
    if (properties.RestartExecutionOnUpdate === true)
      await client.send(new StartPipelineExecutionCommand({ name, clientRequestToken: context.token }));
    return provisioned(name, pipeline);
  },
  delete: async (name, _properties, context) => {
    await context.client(CodePipelineClient).send(new DeletePipelineCommand({ name }));
  },
});

async function setTags(name: string, properties: Properties, previous: Properties, context: ResourceContext) {
  const client = context.client(CodePipelineClient);
  const resourceArn = context.arn('codepipeline', name);
  const tags = tagsOf(properties);
  const tagKeys = tagsOf(previous).flatMap(({ key }) => (tags.some((tag) => tag.key === key) ? [] : [key]));
  if (tagKeys.length > 0) await client.send(new UntagResourceCommand({ resourceArn, tagKeys }));
  if (tags.length > 0) await client.send(new TagResourceCommand({ resourceArn, tags }));
}

async function setTransitions(
  pipelineName: string,
  properties: Properties,
  previous: Properties | undefined,
  context: ResourceContext,
) {
  const client = context.client(CodePipelineClient);
  const disabled = properties.DisableInboundStageTransitions ?? [];
  const stages = new Set(properties.Stages.map(({ Name }) => Name));
  for (const { StageName: stageName } of previous?.DisableInboundStageTransitions ?? [])
    if (stages.has(stageName) && !disabled.some((one) => one.StageName === stageName))
      await client.send(new EnableStageTransitionCommand({ pipelineName, stageName, transitionType: 'Inbound' }));
  for (const { StageName: stageName, Reason: reason } of disabled)
    await client.send(
      new DisableStageTransitionCommand({ pipelineName, stageName, reason, transitionType: 'Inbound' }),
    );
}
