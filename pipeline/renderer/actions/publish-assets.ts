import * as iam from 'aws-cdk-lib/aws-iam';
import { AssetType, type StackAsset } from 'aws-cdk-lib/pipelines';
import type { ActionContext, RenderedAction } from './action.ts';
import { resolveRoleArn } from './bootstrap-roles.ts';
import { renderBuild } from './build.ts';

/**
 * The one action that publishes all assets of the cloud assembly. Which assets there are it reads from the assembly,
 * so its definition does not change with the code. Its build may assume only the publishing roles of the accounts that
 * the release goes to.
 *
 * @param buildSpec text of the buildspec
 * @param seals environment variables, from variables of the pipeline, with what both artifacts must be
 * @throws Error naming an asset that is not a file
 */
export function renderPublish(
  context: ActionContext,
  assets: readonly StackAsset[],
  buildSpec: string,
  assemblyArtifact: string,
  toolsArtifact: string,
  seals: Readonly<Record<string, string>>,
): RenderedAction {
  const roleArns = new Set<string>();
  for (const asset of assets) {
    if (asset.assetType !== AssetType.FILE) {
      throw new Error(`asset '${asset.assetId}' is a ${asset.assetType}; the publishing step takes files only`);
    }
    if (asset.assetPublishingRoleArn !== undefined) {
      roleArns.add(resolveRoleArn(context.scope, asset.assetPublishingRoleArn));
    }
  }
  return renderBuild(context, {
    name: 'publish-assets',
    category: 'Build',
    description: 'Publishes all assets of the cloud assembly',
    buildSpec,
    inputs: [toolsArtifact, assemblyArtifact],
    outputs: [],
    envFromVariables: seals,
    statements:
      roleArns.size === 0
        ? []
        : [new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: [...roleArns].sort() })],
  });
}
