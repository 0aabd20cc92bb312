/**
 * Stops a release with one-way changes that its commit does not accept, before anything is deployed, and says what the
 * release newly allows to anybody and what no longer holds it, and whether the security approver has to decide on it.
 *
 *   node judge-changes.cjs <name of the artifact with the cloud assembly> <folder for the summaries>
 *
 * What is deployed it takes from the pipeline itself: the history says which release last deployed a stack, and the
 * cloud assembly of that release is kept as an artifact. So it needs no rights in the accounts that are deployed to.
 *
 * Environment: PIPELINE_NAME, UPDATE_PROJECT, REVIEW_STAGE, EXECUTION_ID, CODEBUILD_BUILD_ID and CODEBUILD_SRC_DIR_<artifact>.
 */
import { readFile, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { S3Client } from '@aws-sdk/client-s3';
import { judgeAcceptance } from '../../policies/changes/accept.ts';
import { type AssemblyStack, isSameStack, readStacks } from '../../policies/changes/assembly.ts';
import { type Base, compareStack } from '../../policies/changes/compare-stacks.ts';
import { changeSummary, reportLines, verdictLines } from '../../policies/changes/report.ts';
import {
  judgePermissions,
  newPermissions,
  permissionLines,
  permissionSummary,
} from '../../policies/permissions/report.ts';
import { judgeReview } from '../../policies/permissions/review.ts';
import { required } from '../required.ts';
import { readArtifact } from './artifact.ts';
import { givenReviews, type ReviewSearch, saysAllReviews } from './given-reviews.ts';
import { commitMessage, readHistory } from './history.ts';
import { type ArtifactPlace, asDeployed, type Release, releasesOf, type Search, saysAll } from './releases.ts';

function originOf({ kind, executionId }: Release): string {
  return kind === 'deployed' ? `deployed by execution ${executionId}` : `on its way in execution ${executionId}`;
}

async function main(assembly = '', folder = ''): Promise<void> {
  if (assembly === '' || folder === '') throw new Error('usage: judge-changes.cjs <artifact> <folder>');
  const directory = required(`CODEBUILD_SRC_DIR_${assembly}`);
  const executionId = required('EXECUTION_ID');
  const project = required('CODEBUILD_BUILD_ID').split(':')[0] ?? '';
  const search: Search = { executionId, assembly, project, updateProject: required('UPDATE_PROJECT') };
  const reviewSearch: ReviewSearch = { executionId, project, reviewStage: required('REVIEW_STAGE') };
  const s3 = new S3Client();
  const stacks = await readStacks((file) => readFile(path.join(directory, file), 'utf8'));
  const history = await readHistory(
    new CodePipelineClient(),
    required('PIPELINE_NAME'),
    (soFar) => saysAll(stacks.map(asDeployed), soFar, search) && saysAllReviews(soFar, reviewSearch),
  );

  const artifacts = new Map<string, ReturnType<typeof readArtifact>>();
  const stacksOf = (place: ArtifactPlace): ReturnType<typeof readArtifact> => {
    const reading = artifacts.get(place.key) ?? readArtifact(s3, place);
    artifacts.set(place.key, reading);
    return reading;
  };
  const baseOf = async (stack: AssemblyStack, release: Release): Promise<Base> => {
    const found = release.place === undefined ? undefined : await stacksOf(release.place);
    // What a stack was deployed from has to hold it; a release under way need not.
    const holds = release.kind === 'underWay' || found?.some((one) => isSameStack(one, stack));
    return { origin: originOf(release), stacks: holds ? found : undefined };
  };
  const compared = await Promise.all(
    stacks.map(async (stack) => {
      const releases = releasesOf(asDeployed(stack), history, search);
      const bases = await Promise.all(releases.map((release) => baseOf(stack, release)));
      return { changes: compareStack(stack, bases), permissions: judgePermissions(stack, bases) };
    }),
  );
  const changes = compared.map((one) => one.changes);
  const permissions = compared.map((one) => one.permissions);
  const acceptance = judgeAcceptance(
    changes.flatMap((stack) => stack.changes),
    commitMessage(history, search.executionId),
  );
  const review = judgeReview(permissions, givenReviews(history, reviewSearch));
  const lines = [
    ...reportLines(changes),
    '',
    ...permissionLines(permissions),
    `Security approval ${review.verdict}: ${review.reason}`,
    '',
    ...verdictLines(acceptance),
  ];
  console.log(lines.join('\n'));
  const summaries = {
    'changes.txt': changeSummary(changes),
    'permissions.txt': permissionSummary(permissions),
    'new-permissions.txt': newPermissions(permissions),
    'security-review.txt': review.verdict,
    'broadenings.txt': review.marks.join(' '),
  };
  for (const [file, text] of Object.entries(summaries)) await writeFile(path.join(folder, file), text);
  if (acceptance.refused.length > 0) process.exitCode = 1;
}

main(...process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
