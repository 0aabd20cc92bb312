import * as cdk from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ReleasedAlias } from '../../hooks/alias-guard/contract.ts';
import type { ShiftGroup } from '../../hooks/notifier/contract.ts';

/** The application and the deployment group that shift an alias. */
export const deploymentGroupOf = ({ functionName, aliasName }: ReleasedAlias): ShiftGroup => ({
  applicationName: functionName,
  deploymentGroupName: `${functionName}-${aliasName}`,
});

/** ARN of a deployment group of the account and region of a construct, written out: it need not be there yet. */
export const shiftGroupArn = (scope: Construct, { applicationName, deploymentGroupName }: ShiftGroup): string =>
  cdk.Stack.of(scope).formatArn({
    service: 'codedeploy',
    resource: 'deploymentgroup',
    resourceName: `${applicationName}/${deploymentGroupName}`,
    arnFormat: cdk.ArnFormat.COLON_RESOURCE_NAME,
  });
