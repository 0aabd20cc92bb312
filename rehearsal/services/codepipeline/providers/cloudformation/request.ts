import type { Capability, Parameter, Tag } from '@aws-sdk/client-cloudformation';
import { z } from 'zod';
import { inputPlace, readArtifactFile } from '../../artifacts.ts';
import { ActionFailed, type ActionJob } from '../../job.ts';
import type { S3Place } from '../../state.ts';
import { stageTemplate } from './staged-template.ts';

/** CloudFormation's limit of a template in the request itself, in bytes. */
const LONGEST_TEMPLATE_BODY = 51_200;

/** What creating a stack, updating it and making a change set have in common. */
export interface StackRequest {
  readonly StackName: string;
  readonly TemplateBody?: string;
  readonly TemplateURL?: string;
  readonly Parameters: Parameter[];
  readonly Tags?: Tag[];
  readonly Capabilities?: Capability[];
  readonly RoleARN?: string;
}

/** @throws ActionFailed naming the setting or artifact that is wrong */
export async function stackRequest(job: ActionJob): Promise<StackRequest> {
  const { configuration } = job;
  const settings = await templateConfiguration(job);
  const overrides = await parameterOverrides(job);
  const capabilities = (configuration.Capabilities ?? '').split(',').filter((name) => name !== '');
  return {
    StackName: job.setting('StackName'),
    ...(await template(job)),
    Parameters: Object.entries({ ...settings.Parameters, ...overrides }).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    ...(settings.Tags === undefined
      ? {}
      : { Tags: Object.entries(settings.Tags).map(([Key, Value]) => ({ Key, Value })) }),
    ...(capabilities.length === 0 ? {} : { Capabilities: z.array(CapabilityName).parse(capabilities) }),
    ...(configuration.RoleArn === undefined ? {} : { RoleARN: configuration.RoleArn }),
  };
}

const CapabilityName = z.enum(['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND']);

/**
 * The template, read from the artifact with the rights of the action's role; one that is too long for a request as a URL. On
 * AWS that URL is signed, so that neither the stack's role nor CodePipeline itself needs a right of its own for it.
 */
async function template(job: ActionJob): Promise<Pick<StackRequest, 'TemplateBody' | 'TemplateURL'>> {
  const body = await readArtifactFile(job, job.setting('TemplatePath'));
  if (body.length <= LONGEST_TEMPLATE_BODY) return { TemplateBody: body.toString() };
  return { TemplateURL: stageTemplate(job.scope, body) };
}

const TemplateConfiguration = z.strictObject({
  Parameters: z.record(z.string(), z.string()).optional(),
  Tags: z.record(z.string(), z.string()).optional(),
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html */
async function templateConfiguration(job: ActionJob): Promise<z.infer<typeof TemplateConfiguration>> {
  const path = job.configuration.TemplateConfiguration;
  if (path === undefined) return {};
  return parseJson(path, (await readArtifactFile(job, path)).toString(), TemplateConfiguration);
}

const ArtifactAttribute = z.strictObject({ 'Fn::GetArtifactAtt': z.tuple([z.string(), z.string()]) });
const ArtifactParameter = z.strictObject({ 'Fn::GetParam': z.tuple([z.string(), z.string(), z.string()]) });
const Overrides = z.record(z.string(), z.union([z.string(), ArtifactAttribute, ArtifactParameter]));

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-parameter-override-functions.html */
async function parameterOverrides(job: ActionJob): Promise<Record<string, string>> {
  const text = job.configuration.ParameterOverrides;
  if (text === undefined) return {};
  const resolved: Record<string, string> = {};
  for (const [name, value] of Object.entries(parseJson('ParameterOverrides', text, Overrides)))
    resolved[name] =
      typeof value === 'string'
        ? value
        : 'Fn::GetArtifactAtt' in value
          ? artifactAttribute(inputPlace(job, value['Fn::GetArtifactAtt'][0]), value['Fn::GetArtifactAtt'][1])
          : await artifactParameter(job, value['Fn::GetParam']);
  return resolved;
}

function artifactAttribute({ bucket, key }: S3Place, attribute: string): string {
  switch (attribute) {
    case 'BucketName':
      return bucket;
    case 'ObjectKey':
      return key;
    case 'URL':
      return `https://s3.amazonaws.com/${bucket}/${key}`;
    default:
      throw new ActionFailed('ConfigurationError', `${attribute} is not an attribute of an artifact`);
  }
}

async function artifactParameter(job: ActionJob, [artifact, file, key]: [string, string, string]): Promise<string> {
  const location = `${artifact}::${file}`;
  const values = parseJson(
    location,
    (await readArtifactFile(job, location)).toString(),
    z.record(z.string(), z.unknown()),
  );
  const value = values[key];
  if (typeof value !== 'string')
    throw new ActionFailed('ConfigurationError', `${location} has no text under the key ${key}`);
  return value;
}

function parseJson<T>(what: string, text: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof z.ZodError)) throw error;
    throw new ActionFailed('ConfigurationError', `${what} is not what it should be: ${error.message}`);
  }
}
