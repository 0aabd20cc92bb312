/** A build project that does nothing: what CodeBuild wants to be told at least, but its name and role. */
export const EMPTY_PROJECT = {
  source: { type: 'NO_SOURCE', buildspec: 'version: 0.2\nphases: {}\n' },
  artifacts: { type: 'NO_ARTIFACTS' },
  environment: {
    type: 'LINUX_CONTAINER',
    image: 'aws/codebuild/standard:8.0',
    computeType: 'BUILD_GENERAL1_SMALL',
  },
} as const;
