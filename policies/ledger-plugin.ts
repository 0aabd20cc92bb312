import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as cdk from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { z } from 'zod';
import type { Evaluations } from './evaluations.ts';
import { type Evidence, evidenceOf, gapsInEvidence, type JudgedResource } from './evidence.ts';
import { judgeLedger } from './judge-ledger.ts';
import type { LedgerEntry } from './ledger-entry.ts';

/** Name of the plugin in the validation report. */
const NAME = 'Ledger';

/** What the plugin needs beside the app. */
export interface LedgerPluginProps {
  readonly ledger: readonly LedgerEntry[];
  /** What the packs found. They are validated before this plugin. */
  readonly evaluations: Evaluations;
  /** The day by which entries expire. */
  readonly today: Date;
  /** The packs that have to have run. */
  readonly packs: readonly string[];
  /** Where the evidence is written. */
  readonly evidenceFile: string;
}

interface Fault {
  readonly rule: string;
  readonly message: string;
  /** @default the app */
  readonly path?: string;
}

/**
 * Applies the ledger, after all packs: acknowledges what it covers, fails on what is wrong with it, and writes down what
 * was evaluated. Its own findings are fatal, which CDK lets nobody acknowledge.
 */
export function ledgerPlugin(props: LedgerPluginProps): cdk.IPolicyValidationPlugin {
  const { evaluations, ledger, today, packs, evidenceFile } = props;
  /** What this plugin acknowledged: the same app may be synthesized again. */
  const own = new Set<string>();
  return {
    name: NAME,
    validate: ({ appConstruct }) => {
      const constructs = appConstruct.node.findAll();
      const stages = constructs.filter((node) => cdk.Stage.isStage(node) && node !== appConstruct);
      const outside = acknowledgedOutside(constructs, own);
      const { acknowledged, problems } = judgeLedger(
        ledger,
        evaluations.findings(),
        stages.map((stage) => stage.node.id),
        today,
      );
      const byPath = new Map(constructs.map((node) => [node.node.path, node]));
      for (const { finding, entry } of acknowledged) {
        const node = byPath.get(finding.path);
        if (node === undefined)
          throw new Error(`there is no construct '${finding.path}', where '${finding.id}' was found`);
        const reason = reasonOf(entry);
        const key = keyOf(finding.path, finding.id, reason);
        if (!own.has(key)) cdk.Validations.of(node).acknowledge({ id: finding.id, reason });
        own.add(key);
      }
      const root = cdk.Stage.isStage(appConstruct) ? appConstruct.outdir : '';
      const resources = constructs.filter(cdk.CfnResource.isCfnResource).map((node) => judgedResource(node, root));
      const evidence: Evidence = evidenceOf(evaluations, acknowledged, resources);
      writeFileSync(evidenceFile, `${JSON.stringify(evidence, undefined, 2)}\n`);
      const faults: readonly Fault[] = [
        ...outside,
        ...problems.map(({ kind, message }) => ({ rule: kind, message })),
        ...gapsInEvidence(evidence, packs).map((message) => ({ rule: 'notEvaluated', message })),
      ];
      return { success: faults.length === 0, violations: faults.map(violationOf) };
    },
  };
}

function judgedResource(node: cdk.CfnResource, root: string): JudgedResource {
  const { stack } = node;
  const folder = path.relative(root, cdk.Stage.of(stack)?.outdir ?? root);
  return {
    path: node.node.path,
    stack: stack.stackName,
    logicalId: stack.resolve(node.logicalId),
    template: [...folder.split(path.sep), stack.templateFile].filter((part) => part !== '').join('/'),
    type: node.cfnResourceType,
  };
}

function reasonOf({ name, reason, owner, expires, evidence }: LedgerEntry): string {
  return `${reason} (${name}: ${owner}, until ${expires}, ${evidence})`;
}

const keyOf = (path: string, id: string, reason: string): string => JSON.stringify([path, id, reason]);

/** Acknowledgements in the code would be without owner and end. */
function acknowledgedOutside(constructs: readonly IConstruct[], own: ReadonlySet<string>): Fault[] {
  return constructs.flatMap((node) =>
    node.node.metadata
      .filter(({ type }) => type === cdk.Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(z.record(z.string(), z.string()).parse(data)))
      .filter(([id, reason]) => !own.has(keyOf(node.node.path, id, reason)))
      .map(([id]) => ({
        rule: 'outsideTheLedger',
        path: node.node.path,
        message: `'${id}' is acknowledged in the code of '${node.node.path}': move it to policies/ledger.ts`,
      })),
  );
}

function violationOf({ rule, message, path = 'policies/ledger.ts' }: Fault): cdk.PolicyViolation {
  return {
    ruleName: rule,
    description: message,
    severity: 'fatal',
    violatingResources: [{ constructPath: path, locations: [] }],
  };
}
