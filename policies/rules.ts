import type { Rule } from './rule.ts';
import { buildProjectImage } from './rules/build-project-image.ts';
import { buildProjectUnprivileged } from './rules/build-project-unprivileged.ts';
import { confusedDeputyGuard } from './rules/confused-deputy-guard.ts';
import { customerManagedKey } from './rules/customer-managed-key.ts';
import { deploymentGroupAlarms } from './rules/deployment-group-alarms.ts';
import { deploymentGroupRollback } from './rules/deployment-group-rollback.ts';
import { logRetention } from './rules/log-retention.ts';
import { noPublicLambdaPermission } from './rules/no-public-lambda-permission.ts';
import { noWildcardAction } from './rules/no-wildcard-action.ts';
import { noWildcardResource } from './rules/no-wildcard-resource.ts';
import { tlsOnly } from './rules/tls-only.ts';

/** The rules of the pack `Slipway`. */
export const rules: readonly Rule[] = [
  buildProjectImage,
  buildProjectUnprivileged,
  confusedDeputyGuard,
  customerManagedKey,
  deploymentGroupAlarms,
  deploymentGroupRollback,
  logRetention,
  noPublicLambdaPermission,
  noWildcardAction,
  noWildcardResource,
  tlsOnly,
];
