import type { FileSet } from 'aws-cdk-lib/pipelines';

/** CodePipeline keeps this many characters of the pipeline's name in the key of an artifact object. */
const PIPELINE_PREFIX_LENGTH = 20;
/** CodePipeline keeps this many characters of the artifact's name in the key of an artifact object. */
const ARTIFACT_PREFIX_LENGTH = 10;

/** The key prefix under which CodePipeline stores all objects of a pipeline. */
export const pipelineKeyPrefix = (pipelineName: string): string => `${pipelineName.slice(0, PIPELINE_PREFIX_LENGTH)}/`;

/**
 * The key prefix under which CodePipeline stores the objects of one artifact.
 *
 * @example artifactKeyPrefix('slipway', 'Assembly') === 'slipway/Assembly/'
 */
export function artifactKeyPrefix(pipelineName: string, artifactName: string): string {
  return `${pipelineKeyPrefix(pipelineName)}${artifactName.slice(0, ARTIFACT_PREFIX_LENGTH)}/`;
}

/** Gives every file set of a blueprint the artifact name that it has in CodePipeline. */
export class ArtifactNames {
  private readonly names = new Map<FileSet, string>();
  private readonly prefixes = new Set<string>();

  /**
   * The artifact name of a file set: its own id in the alphabet of CodeBuild, to which it is an identifier. Two artifacts never share a key prefix,
   * because the right to read one would then be the right to read the other.
   */
  of(fileSet: FileSet): string {
    const known = this.names.get(fileSet);
    if (known !== undefined) {
      return known;
    }
    const base = fileSet.id.replaceAll(/[^A-Za-z0-9_]/g, '_');
    let name = base;
    for (let n = 2; this.prefixes.has(name.slice(0, ARTIFACT_PREFIX_LENGTH)); n++) {
      name = `${base.slice(0, ARTIFACT_PREFIX_LENGTH - String(n).length)}${n}`;
    }
    this.names.set(fileSet, name);
    this.prefixes.add(name.slice(0, ARTIFACT_PREFIX_LENGTH));
    return name;
  }
}
