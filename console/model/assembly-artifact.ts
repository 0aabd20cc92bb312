import type { PipelineDeclaration, StageDeclaration } from '@aws-sdk/client-codepipeline';
import type { S3Client } from '@aws-sdk/client-s3';
import { readArtifactFiles, STACK_FILES, stacksIn } from '../../buildspecs/changes/artifact.ts';
import { BILL_FILES } from '../../buildspecs/changes/bill-files.ts';
import type { AssemblyStack } from '../../policies/changes/assembly.ts';
import type { ActionRun, Artifact } from './action-run.ts';
import { type Bills, readBills } from './bills.ts';

/** What the cloud assembly of a release says. */
export interface Assembly {
  readonly stacks: readonly AssemblyStack[];
  /** The document of what the policy rules judged; undefined where the release wrote none. */
  readonly evidence: string | undefined;
  /** Undefined where the release wrote none that can be read here. */
  readonly bills: Bills | undefined;
}

const EVIDENCE = /^policy-evidence\.json$/;
const WANTED = new RegExp(`${STACK_FILES.source}|${EVIDENCE.source}|${BILL_FILES.source}`);

/** What a build calls the cloud assembly that it makes. */
const BUILT = 'Assembly';

/** Of a template `Sealed::folder/file.template.json` that a stage deploys, the artifact. */
export function assemblyName({ actions = [] }: StageDeclaration): string | undefined {
  return actions.flatMap(({ configuration }) => configuration?.TemplatePath?.split('::')[0] ?? [])[0];
}

/**
 * The names of the artifact with the cloud assembly of a release, the one that the stages of the pipeline deploy first. A release that
 * has not come to it has the one that was built, and so has one that was deployed before there was another. None where nothing is deployed.
 */
export function assemblyNamesOf({ stages = [] }: PipelineDeclaration): readonly string[] {
  const [deployed] = stages.flatMap((stage) => assemblyName(stage) ?? []);
  return deployed === undefined ? [] : [...new Set([deployed, BUILT])];
}

/** Where an execution has the first of these artifacts that it has, as its actions took or gave it. */
export function artifactOf(runs: readonly ActionRun[], names: readonly string[]): Artifact | undefined {
  const artifacts = runs.flatMap((run) => run.artifacts);
  return names.flatMap((name) => artifacts.find((one) => one.name === name) ?? [])[0];
}

/** An artifact never changes; some that were read last are kept, since pages ask again and again. */
const KEPT = 4;

/** Reads cloud assemblies. */
export function createAssemblyReader(client: S3Client) {
  const kept = new Map<string, Promise<Assembly | undefined>>();

  async function read(place: Artifact): Promise<Assembly | undefined> {
    const files = await readArtifactFiles(client, place, (file) => WANTED.test(file));
    if (files?.has('manifest.json') !== true) return undefined;
    const stacks = await stacksIn(files, place);
    return { stacks, evidence: files.get('policy-evidence.json'), bills: readBills(files) };
  }

  /** @returns undefined where the artifact is no longer kept, or is no cloud assembly */
  return (place: Artifact): Promise<Assembly | undefined> => {
    const key = `${place.bucket}/${place.key}`;
    const before = kept.get(key);
    if (before !== undefined) return before;
    const reading = read(place);
    kept.set(key, reading);
    // What failed, or is gone for want of rights, is asked for again.
    reading.then(
      (found) => found ?? kept.delete(key),
      () => kept.delete(key),
    );
    for (const oldest of [...kept.keys()].slice(0, -KEPT)) kept.delete(oldest);
    return reading;
  };
}

export type AssemblyReader = ReturnType<typeof createAssemblyReader>;
