import type * as sdk from '@aws-sdk/client-codebuild';
import { type Authorization, anyResource, eachRequires, passRoles, type Requirements } from '../../kernel/access.ts';
import type { Context, Scope } from '../../kernel/service.ts';
import { resourceTags } from '../../policy/tag-keys.ts';
import { projects } from './project.ts';
import { reportGroups } from './reports/report.ts';

/* https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodebuild.html */

/** By name or ARN. */
const project = (nameOrArn: string | undefined, context: Context): string =>
  nameOrArn?.startsWith('arn:') ? nameOrArn : context.arn('codebuild', `project/${nameOrArn}`);
/** A build is `<project>:<uuid>`, and is the project's. */
const projectOfBuild = (id: string | undefined, context: Context): string =>
  project((id ?? '').replace(/^.*build\//, '').split(':')[0], context);
/** A report is `report/<group>:<id>`, and is the group's. */
const groupOfReport = (arn: string | undefined): string =>
  (arn ?? '').replace(':report/', ':report-group/').replace(/(:report-group\/[^:]+):.*$/, '$1');
const declares =
  (action: string) => (input: { name?: string | undefined; serviceRole?: string | undefined }, context: Context) => [
    { action, resource: project(input.name, context) },
    ...passRoles('codebuild.amazonaws.com', input.serviceRole),
  ];

const operations = {
  CreateProject: declares('codebuild:CreateProject'),
  UpdateProject: declares('codebuild:UpdateProject'),
  ...eachRequires('codebuild', ['BatchGetProjects'], (input: { names?: string[] | undefined }, context) =>
    (input.names ?? []).map((name) => project(name, context)),
  ),
  ...eachRequires('codebuild', ['BatchGetBuilds'], (input: { ids?: string[] | undefined }, context) => [
    ...new Set((input.ids ?? []).map((id) => projectOfBuild(id, context))),
  ]),
  ...eachRequires('codebuild', ['DeleteProject'], (input: { name?: string | undefined }, context) =>
    project(input.name, context),
  ),
  ...eachRequires(
    'codebuild',
    ['ListBuildsForProject', 'StartBuild'],
    (input: { projectName?: string | undefined }, context) => project(input.projectName, context),
  ),
  ...eachRequires('codebuild', ['RetryBuild', 'StopBuild'], (input: { id?: string | undefined }, context) =>
    projectOfBuild(input.id, context),
  ),
  ...eachRequires(
    'codebuild',
    ['BatchGetReportGroups'],
    (input: { reportGroupArns?: string[] | undefined }) => input.reportGroupArns ?? [],
  ),
  ...eachRequires('codebuild', ['BatchGetReports'], (input: { reportArns?: string[] | undefined }) =>
    (input.reportArns ?? []).map(groupOfReport),
  ),
  ...eachRequires(
    'codebuild',
    ['DescribeCodeCoverages', 'DescribeTestCases'],
    (input: { reportArn?: string | undefined }) => groupOfReport(input.reportArn),
  ),
  ...eachRequires('codebuild', ['CreateReportGroup'], (input: { name?: string | undefined }, context) =>
    context.arn('codebuild', `report-group/${input.name}`),
  ),
  ...eachRequires(
    'codebuild',
    ['DeleteReportGroup', 'UpdateReportGroup'],
    (input: { arn?: string | undefined }) => input.arn ?? '',
  ),
  ...eachRequires(
    'codebuild',
    ['ListReportsForReportGroup'],
    (input: { reportGroupArn?: string | undefined }) => input.reportGroupArn ?? '',
  ),
  ...eachRequires('codebuild', ['ListBuilds', 'ListProjects', 'ListReportGroups', 'ListReports'], anyResource),
} satisfies Requirements<typeof sdk>;

function resourceKeys(scope: Scope, arn: string) {
  const [, name] = /:project\/(.+)$/.exec(arn) ?? [];
  const tags = name === undefined ? reportGroups(scope).get(arn)?.tags : projects(scope).get(name)?.tags;
  return resourceTags(Object.fromEntries((tags ?? []).map(({ key = '', value = '' }) => [key, value])));
}

export const authorization: Authorization = { operations, resourceKeys };
