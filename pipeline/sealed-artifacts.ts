/** The build's step, which seals what it has made. */
export const BUILD_STEP = 'Build';

/**
 * The cloud assembly as the build has made it, handed on by the step that signs passports once it has held it against its seal. Stages
 * are deployed from this one: CloudFormation compares no hashes, and nobody but that step may write it.
 */
export const SEALED = 'Sealed';

/**
 * SHA-256 of the artifacts `Tools` and `Assembly`, for the environment of each build that takes them. They come from the build by way of
 * CodePipeline and not of the artifact bucket: who exchanges an artifact there cannot exchange them.
 */
export const SEALS = {
  TOOLS_SHA256: `#{${BUILD_STEP}.TOOLS_SHA256}`,
  ASSEMBLY_SHA256: `#{${BUILD_STEP}.ASSEMBLY_SHA256}`,
} as const;
