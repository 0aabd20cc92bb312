import { rmSync } from 'node:fs';
import * as path from 'node:path';
import * as cdk from 'aws-cdk-lib';
import { recordEvaluations } from './evaluations.ts';
import { EVIDENCE_FILE } from './evidence.ts';
import { ledger as ownLedger } from './ledger.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import { ledgerPlugin } from './ledger-plugin.ts';
import { nagPacks } from './nag-packs.ts';
import { rules } from './rules.ts';
import { slipwayPack } from './slipway-pack.ts';

/** Options of `installPolicies`. */
export interface PolicyOptions {
  /** The day by which acknowledgements expire. */
  readonly today: Date;
  /** @default the ledger of this repository */
  readonly ledger?: readonly LedgerEntry[];
}

/**
 * Makes the synthesis of an app judge every resource by the packs AwsSolutions, Serverless, NIST 800-53 r5, PCI DSS
 * 3.2.1 and HIPAA of cdk-nag and by our own, and fail on each finding that the ledger does not acknowledge, and on a ledger that does not fit.
 *
 * What was evaluated is written to `policy-evidence.json` in the cloud assembly, what was found to CDK's
 * `validation-report.json`. https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html
 */
export function installPolicies(app: cdk.App, { today, ledger = ownLedger }: PolicyOptions): void {
  const evidenceFile = path.join(app.outdir, EVIDENCE_FILE);
  // The evidence of an earlier synthesis must not stand in for this one's.
  rmSync(evidenceFile, { force: true });
  const evaluations = recordEvaluations();
  const packs = [...nagPacks(evaluations), slipwayPack(rules, evaluations)];
  const last = ledgerPlugin({ ledger, evaluations, today, packs: packs.map(({ name }) => name), evidenceFile });
  cdk.Validations.of(app).addPlugins(...packs, last);
}
