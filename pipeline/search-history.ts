import * as iam from 'aws-cdk-lib/aws-iam';
import { buildSpecText } from './build-spec-text.ts';
import { BuildSpecStep } from './renderer/steps/build-spec-step.ts';
import { SEALS } from './sealed-artifacts.ts';

/** Properties of `searchHistory`. */
export interface SearchHistoryProps {
  readonly build: BuildSpecStep;
  readonly repositoryArn: string;
  readonly repositoryUrl: string;
  readonly branch: string;
}

/**
 * The step that searches the history of the pushed commit for secrets. CodePipeline hands on the files of a commit alone, so it
 * reads the repository itself; the build, which runs what the commit brings with it, gets no right to that.
 */
export const searchHistory = ({ build, repositoryArn, repositoryUrl, branch }: SearchHistoryProps): BuildSpecStep =>
  new BuildSpecStep('SearchHistory', {
    input: build.output('Tools'),
    buildSpec: buildSpecText('search-history.yml'),
    env: { REPOSITORY_URL: repositoryUrl, BRANCH: branch },
    envFromVariables: { COMMIT: '#{SourceVariables.CommitId}', TOOLS_SHA256: SEALS.TOOLS_SHA256 },
    statements: [new iam.PolicyStatement({ actions: ['codecommit:GitPull'], resources: [repositoryArn] })],
    timeoutMinutes: 15,
  });
