import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  GetParameterCommand,
  ParameterNotFound,
  PutParameterCommand,
  RemoveTagsFromResourceCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { createOnce } from './create-once.ts';
import { text } from './property.ts';
import { tagChanges } from './tag-changes.ts';

const properties = z.strictObject({
  AllowedPattern: text().optional(),
  DataType: text().optional(),
  Description: text().optional(),
  Name: text().optional(),
  // SecureString cannot be made by a template: its value would be in it.
  Type: z.enum(['String', 'StringList']),
  Value: text(),
  Tier: z.enum(['Standard', 'Advanced', 'Intelligent-Tiering']).optional(),
  /** A map here, not a list. */
  Tags: z.record(z.string(), text()).optional(),
});
type Properties = z.infer<typeof properties>;

const tagList = (given: Properties['Tags']) => Object.entries(given ?? {}).map(([Key, Value]) => ({ Key, Value }));
const answer = (name: string, given: Properties) => ({
  physicalId: name,
  attributes: { Type: given.Type, Value: given.Value },
});
const put = (name: string, given: Properties) => ({
  Name: name,
  Type: given.Type,
  Value: given.Value,
  AllowedPattern: given.AllowedPattern,
  DataType: given.DataType,
  Description: given.Description,
  Tier: given.Tier,
});

async function exists(ssm: SSMClient, Name: string): Promise<boolean> {
  try {
    await ssm.send(new GetParameterCommand({ Name }));
    return true;
  } catch (error) {
    if (error instanceof ParameterNotFound) return false;
    throw error;
  }
}

async function update(name: string, next: Properties, previous: Properties, context: ResourceContext) {
  const ssm = context.client(SSMClient);
  await ssm.send(new PutParameterCommand({ ...put(name, next), Description: next.Description ?? '', Overwrite: true }));
  const target = { ResourceType: 'Parameter' as const, ResourceId: name };
  const { set, removed } = tagChanges(tagList(next.Tags), tagList(previous.Tags));
  if (set.length > 0) await ssm.send(new AddTagsToResourceCommand({ ...target, Tags: set }));
  if (removed.length > 0) await ssm.send(new RemoveTagsFromResourceCommand({ ...target, TagKeys: removed }));
  return answer(name, next);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html; `Policies` are not kept. */
export const ssmParameter = resourceType<Properties>({
  type: 'AWS::SSM::Parameter',
  properties,
  replacedBy: ['Name'],
  create: async (given, context) => {
    const ssm = context.client(SSMClient);
    const name = given.Name ?? context.generateName(128);
    await createOnce(
      context,
      name,
      () => exists(ssm, name),
      () => ssm.send(new PutParameterCommand({ ...put(name, given), Tags: tagList(given.Tags) })),
    );
    return answer(name, given);
  },
  update,
  delete: async (Name, _given, context) => {
    try {
      await context.client(SSMClient).send(new DeleteParameterCommand({ Name }));
    } catch (error) {
      if (!(error instanceof ParameterNotFound)) throw error;
    }
  },
});
