import * as cdk from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import * as z from 'zod/mini';
import { AliasGuardEnvironment, type ReleasedAlias } from '../../hooks/alias-guard/contract.ts';
import type { ArtifactStore } from '../artifact-store.ts';
import { GateFunction } from './gate-function.ts';

/**
 * The gate that lets no release begin on an alias that an earlier stop left on two versions. CodeDeploy would refuse
 * such a release too, but only once the stack's update has come to the alias.
 *
 * @param aliases those of each stage in the pipeline's account and region
 */
export function aliasGuard(
  scope: Construct,
  props: {
    readonly pipelineName: string;
    readonly store: ArtifactStore;
    readonly aliases: ReadonlyMap<string, readonly ReleasedAlias[]>;
  },
): GateFunction {
  const functionNames = [...props.aliases.values()].flat().map(({ functionName }) => functionName);
  return new GateFunction(scope, 'AliasGuard', {
    ...props,
    bundle: 'alias-guard',
    ruleName: 'AliasGuard',
    description: `Looks for aliases on two versions before the pipeline ${props.pipelineName} enters a stage`,
    environment: z.encode(AliasGuardEnvironment, {
      ALIASES: Object.fromEntries([...props.aliases].map(([stage, aliases]) => [stage, [...aliases]])),
    }),
    statements: [
      // Authorized on the function, not on the alias: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
      new iam.PolicyStatement({
        actions: ['lambda:GetAlias'],
        resources: [...new Set(functionNames)].map((functionName) =>
          cdk.Stack.of(scope).formatArn({
            service: 'lambda',
            resource: 'function',
            resourceName: functionName,
            arnFormat: cdk.ArnFormat.COLON_RESOURCE_NAME,
          }),
        ),
      }),
    ],
  });
}
