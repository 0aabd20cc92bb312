import * as z from 'zod/mini';
import { numeric } from '../environment.ts';

const text = z.string().check(z.minLength(1));
const positive = z.pipe(numeric, z.number().check(z.positive()));

/** What the namespaces of all judges begin with. */
const ALL_EVIDENCE = 'Slipway/BakeJudge/';

/**
 * Namespace of the metrics of the judge of a deployment group; its role can write to no other. IAM knows the namespace of
 * a metric and not its dimensions: in a namespace that judges share, the judge of one stage could take back the releases
 * of another, or tell of looks that nobody took.
 */
export const evidenceNamespace = (deploymentGroup: string): string => `${ALL_EVIDENCE}${deploymentGroup}`;

/** Whether metrics of a namespace are those of a judge. */
export const isEvidenceNamespace = (namespace: string): boolean => namespace.startsWith(ALL_EVIDENCE);

/** Names of the judge's metrics: natural logarithms of e-values. */
export const EVIDENCE_METRICS = {
  /** Errors and slowness together: the one that the alarm watches. */
  combined: 'LogEvidence',
  errors: 'LogEvidenceOfErrors',
  slowness: 'LogEvidenceOfSlowness',
} as const;

/** Name of the metric that counts the judge's looks, each published together with its evidence. */
export const LOOKS_METRIC = 'Looks';

/** Dimensions of the judge's metrics: each release has series of its own, so that the one before cannot hold it red. */
export function evidenceDimensions(deploymentGroup: string, version: string) {
  return { DeploymentGroup: deploymentGroup, Version: version };
}

/**
 * Dimensions of the looks: those of a group belong together, whichever version was looked at. A stack that was rolled back
 * has its old version in its alarms, which then read the minutes that were judged in the name of the new one.
 */
export function looksDimensions(deploymentGroup: string) {
  return { DeploymentGroup: deploymentGroup };
}

/** Environment of the judge: the construct encodes it, the handler decodes it. */
export const BakeJudgeEnvironment = z.object({
  APPLICATION_NAME: text,
  DEPLOYMENT_GROUP_NAME: text,
  FUNCTION_NAME: text,
  ALIAS_NAME: text,
  /** Number of the version that the release brings. */
  NEW_VERSION: text,
  /** The alias by which synthetic traffic asks the old version; absent where there is none. */
  BASELINE_ALIAS_NAME: z.optional(text),
  /** The rule that wakes the judge every minute while a deployment is under way. */
  SCHEDULE_RULE_NAME: text,
  /** Highest chance to take back a release that is no worse than the one before. */
  ALPHA: positive,
  /** Duration beyond which an answer is slow, in milliseconds. */
  SLOW_MS: positive,
  /** Increase that a bake must be able to see for its silence to count as a pass, in percentage points. */
  MARGIN_PERCENT: positive,
  /** Time between two looks, in seconds. */
  LOOK_SECONDS: positive,
});
export type BakeJudgeEnvironment = z.infer<typeof BakeJudgeEnvironment>;
