import {
  BatchGetReportGroupsCommand,
  CodeBuildClient,
  CreateReportGroupCommand,
  DeleteReportGroupCommand,
  type ReportGroup,
  UpdateReportGroupCommand,
} from '@aws-sdk/client-codebuild';
import { z } from 'zod';
import { resourceType } from '../resource-type.ts';
import { createOnce } from './create-once.ts';
import { bool, tags, text } from './property.ts';

const properties = z.strictObject({
  Name: text().optional(),
  Type: z.enum(['TEST', 'CODE_COVERAGE']),
  ExportConfig: z.strictObject({ ExportConfigType: z.literal('NO_EXPORT') }),
  DeleteReports: bool().optional(),
  Tags: tags().optional(),
});
type Properties = z.output<typeof properties>;

const exportConfig = { exportConfigType: 'NO_EXPORT' } as const;
const tagList = (given: Properties) => (given.Tags ?? []).map((tag) => ({ key: tag.Key, value: tag.Value }));

async function find(client: CodeBuildClient, arn: string): Promise<ReportGroup | undefined> {
  return (await client.send(new BatchGetReportGroupsCommand({ reportGroupArns: [arn] }))).reportGroups?.[0];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-codebuild-reportgroup.html */
export const codebuildReportGroup = resourceType<Properties>({
  type: 'AWS::CodeBuild::ReportGroup',
  properties,
  replacedBy: ['Name', 'Type'],
  create: async (given, context) => {
    const client = context.client(CodeBuildClient);
    const name = given.Name ?? context.generateName(128);
    const arn = context.arn('codebuild', `report-group/${name}`);
    await createOnce(
      context,
      name,
      async () => (await find(client, arn)) !== undefined,
      () => client.send(new CreateReportGroupCommand({ name, type: given.Type, exportConfig, tags: tagList(given) })),
    );
    return { physicalId: arn, attributes: { Arn: arn } };
  },
  update: async (arn, given, _previous, context) => {
    await context
      .client(CodeBuildClient)
      .send(new UpdateReportGroupCommand({ arn, exportConfig, tags: tagList(given) }));
    return { physicalId: arn, attributes: { Arn: arn } };
  },
  delete: async (arn, given, context) => {
    const client = context.client(CodeBuildClient);
    await client.send(new DeleteReportGroupCommand({ arn, deleteReports: given.DeleteReports ?? false }));
  },
});
