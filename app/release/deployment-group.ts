import type { ReleasedAlias } from '../../hooks/alias-guard/contract.ts';
import type { ShiftGroup } from '../../hooks/notifier/contract.ts';

/** The application and the deployment group that shift an alias. */
export const deploymentGroupOf = ({ functionName, aliasName }: ReleasedAlias): ShiftGroup => ({
  applicationName: functionName,
  deploymentGroupName: `${functionName}-${aliasName}`,
});
