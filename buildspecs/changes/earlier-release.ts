/**
 * Finds what a stage goes back to, before it is deployed: the templates that it was last deployed from, and the tests of that
 * release. Writes both into a folder, with a manifest, as a cloud assembly has one. Where the stage does not go back, it
 * writes those of this release in their place, with which going back changes nothing.
 *
 *   node earlier-release.cjs <artifact with the cloud assembly> <artifact with the tests> <folder>
 *
 * Environment: PIPELINE_NAME, EXECUTION_ID, STAGE_PATH and CODEBUILD_SRC_DIR_<artifact>.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { type AssemblyStack, isSameStack, readStacks } from '../../policies/changes/assembly.ts';
import { compareStack } from '../../policies/changes/compare-stacks.ts';
import { required } from '../required.ts';
import { readArtifact, readArtifactFiles } from './artifact.ts';
import { changedAnswers } from './changed-answers.ts';
import { decideGoingBack } from './going-back.ts';
import { commitOf, type History, readHistory } from './history.ts';
import { asDeployed, deployedBefore, madeBy, type Release } from './releases.ts';

/** What the tests of a stage are bundled into. */
const TESTS_FILE = 'students.cjs';

/** The stack as it was deployed, by the artifact that it was deployed from. */
async function stackOf(s3: S3Client, stack: AssemblyStack, release: Release | undefined) {
  const stacks = release?.place === undefined ? undefined : await readArtifact(s3, release.place);
  return stacks?.find((one) => isSameStack(one, stack));
}

const parametersOf = ({ template }: AssemblyStack): readonly string[] =>
  Object.keys(z.object({ Parameters: z.record(z.string(), z.unknown()).default({}) }).parse(template).Parameters);

/** Parameters that one of two forms of a stack declares and the other does not. */
function otherParameters(stack: AssemblyStack, before: AssemblyStack | undefined): readonly string[] {
  if (before === undefined) return [];
  const [own, earlier] = [parametersOf(stack), parametersOf(before)];
  return [...own.filter((name) => !earlier.includes(name)), ...earlier.filter((name) => !own.includes(name))];
}

async function main(assembly = '', tests = '', folder = ''): Promise<void> {
  if (folder === '') throw new Error('usage: earlier-release.cjs <assembly> <tests> <folder>');
  const [assemblyFolder, testsFolder] = [assembly, tests].map((name) => required(`CODEBUILD_SRC_DIR_${name}`));
  const stagePath = required('STAGE_PATH');
  const executionId = required('EXECUTION_ID');
  const all = await readStacks((file) => readFile(path.join(assemblyFolder ?? '', file), 'utf8'));
  const stacks = all.filter((stack) => stack.stagePath === stagePath);
  if (stacks.length === 0) throw new Error(`the cloud assembly has no stack of the stage '${stagePath}'`);

  const releasesIn = (history: History) =>
    stacks.map((stack) => deployedBefore(asDeployed(stack), history, { executionId, assembly }));
  const history = await readHistory(new CodePipelineClient(), required('PIPELINE_NAME'), (soFar) =>
    releasesIn(soFar).every(
      (release) => release !== undefined && madeBy(release.executionId, soFar, tests) !== undefined,
    ),
  );
  const s3 = new S3Client();
  const releases = releasesIn(history);
  const before = await Promise.all(stacks.map((stack, index) => stackOf(s3, stack, releases[index])));
  const kept = before.filter((stack) => stack !== undefined);
  // One release deploys all stacks of a stage, unless the stage failed between two of them: the latest has the tests.
  const [latest] = releases.filter((release) => release !== undefined);
  const place = latest === undefined ? undefined : madeBy(latest.executionId, history, tests);
  const earlierTests =
    place === undefined
      ? undefined
      : (await readArtifactFiles(s3, place, (file) => file === TESTS_FILE))?.get(TESTS_FILE);
  const earlierCommit = latest === undefined ? undefined : commitOf(history, latest.executionId);
  const isFirst = releases.every((release) => release === undefined);

  const { goesBack, words } = decideGoingBack(stagePath.split('/').at(-1) ?? stagePath, {
    executionId: isFirst ? undefined : (latest?.executionId ?? ''),
    isKept: kept.length === stacks.length && earlierCommit !== undefined,
    hasTests: earlierTests !== undefined,
    otherParameters: stacks.flatMap((stack, index) => otherParameters(stack, before[index])),
    changes: stacks.flatMap((stack) => compareStack(stack, [{ origin: 'deployed before', stacks: kept }]).changes),
    changedAnswers: stacks.flatMap(({ template }) => changedAnswers(template)),
  });
  console.log(words);
  await writeFile('reversal.txt', words);
  await writeFile('commit.txt', (goesBack ? earlierCommit : commitOf(history, executionId)) ?? '');
  await mkdir(folder, { recursive: true });
  const artifacts = Object.fromEntries(
    (goesBack ? kept : stacks).map(({ name, environment }) => [
      name,
      {
        type: 'aws:cloudformation:stack',
        environment,
        properties: { stackName: name, templateFile: `${name}.template.json` },
      },
    ]),
  );
  await writeFile(path.join(folder, 'manifest.json'), JSON.stringify({ artifacts }));
  for (const { name, template } of goesBack ? kept : stacks)
    await writeFile(path.join(folder, `${name}.template.json`), JSON.stringify(template));
  const own = await readFile(path.join(testsFolder ?? '', TESTS_FILE), 'utf8');
  await writeFile(path.join(folder, TESTS_FILE), goesBack ? (earlierTests ?? own) : own);
}

main(...process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
