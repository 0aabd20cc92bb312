import * as cdk from 'aws-cdk-lib';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import type { Construct } from 'constructs';

/**
 * The repository that is released: made here, or one that is there already.
 * A repository that was made here stays when the stack goes, because it holds the source; import it from then on.
 */
export function sourceRepository(
  scope: Construct,
  id: string,
  repositoryName: string,
  mode: 'create' | 'import',
): codecommit.IRepository {
  if (mode === 'import') {
    return codecommit.Repository.fromRepositoryName(scope, id, repositoryName);
  }
  const repository = new codecommit.Repository(scope, id, {
    repositoryName,
    description: 'What the pipeline releases; the pipeline itself included',
  });
  repository.applyRemovalPolicy(cdk.RemovalPolicy.RETAIN);
  return repository;
}
