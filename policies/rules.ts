import type { Rule } from './rule.ts';
import { approvalByApprover } from './rules/approval-by-approver.ts';
import { buildProjectImage } from './rules/build-project-image.ts';
import { buildProjectUnprivileged } from './rules/build-project-unprivileged.ts';
import { confusedDeputyGuard } from './rules/confused-deputy-guard.ts';
import { customerManagedKey } from './rules/customer-managed-key.ts';
import { deploymentGroupAlarms } from './rules/deployment-group-alarms.ts';
import { deploymentGroupRollback } from './rules/deployment-group-rollback.ts';
import { logRetention } from './rules/log-retention.ts';
import { noFunctionUrl } from './rules/no-function-url.ts';
import { noInlineSecret } from './rules/no-inline-secret.ts';
import { noPublicLambdaPermission } from './rules/no-public-lambda-permission.ts';
import { noWildcardAction } from './rules/no-wildcard-action.ts';
import { noWildcardResource } from './rules/no-wildcard-resource.ts';
import { roleBoundary } from './rules/role-boundary.ts';
import { sourceBranchProtected } from './rules/source-branch-protected.ts';
import { statefulRetained } from './rules/stateful-retained.ts';
import { tlsOnly } from './rules/tls-only.ts';

/** The rules of the pack `Slipway`. */
export const rules: readonly Rule[] = [
  approvalByApprover,
  buildProjectImage,
  buildProjectUnprivileged,
  confusedDeputyGuard,
  customerManagedKey,
  deploymentGroupAlarms,
  deploymentGroupRollback,
  logRetention,
  noFunctionUrl,
  noInlineSecret,
  noPublicLambdaPermission,
  noWildcardAction,
  noWildcardResource,
  roleBoundary,
  sourceBranchProtected,
  statefulRetained,
  tlsOnly,
];
