import * as sdk from '@aws-sdk/client-codebuild';
import type { Operations, Service } from '../../kernel/service.ts';
import { authorization } from './authorization.ts';
import { batchGetBuilds } from './operations/batch-get-builds.ts';
import { batchGetProjects } from './operations/batch-get-projects.ts';
import { createProject } from './operations/create-project.ts';
import { deleteProject } from './operations/delete-project.ts';
import { listBuilds, listBuildsForProject } from './operations/list-builds.ts';
import { listProjects } from './operations/list-projects.ts';
import {
  batchGetReportGroups,
  createReportGroup,
  deleteReportGroup,
  listReportGroups,
  updateReportGroup,
} from './operations/report-groups.ts';
import {
  batchGetReports,
  describeCodeCoverages,
  describeTestCases,
  listReports,
  listReportsForReportGroup,
} from './operations/reports.ts';
import { retryBuild } from './operations/retry-build.ts';
import { startBuild } from './operations/start-build.ts';
import { stopBuild } from './operations/stop-build.ts';
import { updateProject } from './operations/update-project.ts';
import { resumeBuilds } from './queue.ts';

export const codebuild = {
  signingName: 'codebuild',
  sdk,
  operations: {
    BatchGetBuilds: batchGetBuilds,
    BatchGetProjects: batchGetProjects,
    BatchGetReportGroups: batchGetReportGroups,
    BatchGetReports: batchGetReports,
    CreateProject: createProject,
    CreateReportGroup: createReportGroup,
    DeleteProject: deleteProject,
    DeleteReportGroup: deleteReportGroup,
    DescribeCodeCoverages: describeCodeCoverages,
    DescribeTestCases: describeTestCases,
    ListBuilds: listBuilds,
    ListBuildsForProject: listBuildsForProject,
    ListProjects: listProjects,
    ListReportGroups: listReportGroups,
    ListReports: listReports,
    ListReportsForReportGroup: listReportsForReportGroup,
    RetryBuild: retryBuild,
    StartBuild: startBuild,
    StopBuild: stopBuild,
    UpdateProject: updateProject,
    UpdateReportGroup: updateReportGroup,
  } satisfies Operations<typeof sdk>,
  authorization,
  resume: resumeBuilds,
} satisfies Service;
