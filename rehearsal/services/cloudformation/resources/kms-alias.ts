import {
  CreateAliasCommand,
  DeleteAliasCommand,
  KMSClient,
  ListAliasesCommand,
  NotFoundException,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms';
import { z } from 'zod';
import { resourceType } from '../resource-type.ts';
import { createOnce } from './create-once.ts';
import { text } from './property.ts';

const properties = z.strictObject({ AliasName: text(), TargetKeyId: text() });
type Properties = z.infer<typeof properties>;

async function exists(kms: KMSClient, name: string): Promise<boolean> {
  let Marker: string | undefined;
  do {
    const page = await kms.send(new ListAliasesCommand({ Marker }));
    if (page.Aliases?.some((alias) => alias.AliasName === name)) return true;
    Marker = page.NextMarker;
  } while (Marker !== undefined);
  return false;
}
const answer = (name: string) => ({ physicalId: name, attributes: { AliasName: name } });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-alias.html */
export const kmsAlias = resourceType<Properties>({
  type: 'AWS::KMS::Alias',
  properties,
  replacedBy: ['AliasName'],
  create: async (given, context) => {
    const kms = context.client(KMSClient);
    await createOnce(
      context,
      given.AliasName,
      () => exists(kms, given.AliasName),
      () => kms.send(new CreateAliasCommand(given)),
    );
    return answer(given.AliasName);
  },
  update: async (name, next, _previous, context) => {
    await context.client(KMSClient).send(new UpdateAliasCommand({ AliasName: name, TargetKeyId: next.TargetKeyId }));
    return answer(name);
  },
  delete: async (AliasName, _given, context) => {
    try {
      await context.client(KMSClient).send(new DeleteAliasCommand({ AliasName }));
    } catch (error) {
      if (!(error instanceof NotFoundException)) throw error;
    }
  },
});
