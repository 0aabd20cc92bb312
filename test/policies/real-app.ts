import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type * as cdk from 'aws-cdk-lib';
import { z } from 'zod';
import { ApplicationStage } from '../../app/application-stage.ts';
import { environments as released, securityApproval } from '../../pipeline/environments.ts';
import { freezePeriods } from '../../pipeline/freeze.ts';
import { notifications } from '../../pipeline/notifications.ts';
import { PipelineStack } from '../../pipeline/pipeline-stack.ts';
import { ledger } from '../../policies/ledger.ts';
import { installPolicies } from '../../policies/validate.ts';
import { env, newApp } from '../pipeline/synthesize.ts';

const counts = { notApplicable: z.number(), compliant: z.number(), finding: z.number(), error: z.number() };
const evidenceSchema = z.object({
  resources: z
    .object({ path: z.string(), stack: z.string(), logicalId: z.string(), template: z.string(), type: z.string() })
    .array(),
  packs: z
    .object({ name: z.string(), rules: z.object({ id: z.string(), description: z.string(), ...counts }).array() })
    .array(),
  findings: z
    .object({
      id: z.string(),
      path: z.string(),
      detail: z.string().optional(),
      acknowledged: z
        .object({
          entry: z.string(),
          reason: z.string(),
          owner: z.string(),
          expires: z.string(),
          evidence: z.string(),
        })
        .optional(),
    })
    .array(),
});
const violations = z.object({ ruleName: z.string(), description: z.string() }).array();
const reportSchema = z.object({
  pluginReports: z
    .object({ pluginName: z.string(), violations, suppressedViolations: z.unknown().array().default([]) })
    .array(),
});

/** The cloud assembly's evidence and validation report. */
export function readVerdict(app: cdk.App) {
  const read = (file: string): unknown => JSON.parse(readFileSync(path.join(app.outdir, file), 'utf8'));
  return {
    evidence: evidenceSchema.parse(read('policy-evidence.json')),
    reports: reportSchema.parse(read('validation-report.json')).pluginReports,
  };
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** A day on which no entry of the ledger is expired: whether one is today is for the synthesis to say. */
const firstExpiryMs = Math.min(...ledger.map(({ expires }) => Date.parse(expires)));
export const today = new Date(firstExpiryMs - 30 * DAY_MS);

/**
 * Synthesizes the app as `pipeline/bin.ts` does, with all policies. What they find is not thrown: the verdict on the
 * app as it is belongs to `npm run synth`.
 */
export function synthesizeRealApp(environments = released) {
  const app = newApp();
  app.node.setContext('@aws-cdk/core:failSynthOnValidationErrors', false);
  installPolicies(app, { today });
  new PipelineStack(app, 'SlipwayPipeline', {
    env,
    pipelineName: 'slipway',
    repositoryName: 'slipway',
    repositoryMode: 'create',
    branch: 'main',
    application: (scope, id, props) => new ApplicationStage(scope, id, props),
    environments,
    securityApproval,
    freezePeriods,
    notifications,
  });
  const assembly = app.synth();
  return { ...readVerdict(app), stacks: assembly.stacksRecursively };
}
