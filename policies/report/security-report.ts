import type { AcknowledgedBy, Evidence, JudgedResource } from '../evidence.ts';
import type { AccessSummary } from './access.ts';
import type { ReportChanges } from './changes.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { SbomDelta } from './sbom-delta.ts';
import { type FindingTally, packOf, tallyOf } from './tally.ts';

/** One violation of one rule by one resource. */
export interface ReportedFinding {
  readonly fingerprint: string;
  /** Exact id, such as `AwsSolutions::AwsSolutions-IAM5[Resource::*]`. */
  readonly id: string;
  readonly pack: string;
  /** Id of the rule, without what was found. */
  readonly rule: string;
  readonly resource: JudgedResource;
  readonly detail?: string;
  /** Name of the ledger's entry. @default - nobody acknowledged it */
  readonly acknowledgedBy?: string;
}

/** A decision of the ledger, and what it covers in this synthesis. */
export interface ReportedDecision extends Omit<AcknowledgedBy, 'entry'> {
  readonly name: string;
  readonly rules: readonly string[];
  readonly findings: number;
}

/** A rule that found something, or that judged and found nothing. */
export interface ReportedRule {
  readonly pack: string;
  readonly id: string;
  readonly description: string;
  readonly compliant: number;
  readonly acknowledged: number;
  readonly open: number;
}

/** Findings of one pack or stack. */
export interface FindingCounts {
  readonly name: string;
  readonly acknowledged: number;
  readonly open: number;
}

/** A pack, and what it was asked. */
export interface ReportedPack extends FindingCounts {
  readonly rules: number;
  /** Times that a rule was held against a resource of its type. */
  readonly judged: number;
}

/** A stack, and how many of its resources were judged. */
export interface ReportedStack extends FindingCounts {
  readonly resources: number;
}

/** Everything that a security reviewer is shown of one release. The JSON form is this, as it is. */
export interface SecurityReport {
  readonly format: 'slipway-security-report/1';
  /** What is released: a commit, or the words of whoever asked. */
  readonly subject: string;
  /** Day of the report, as YYYY-MM-DD. */
  readonly day: string;
  readonly totals: FindingTally & {
    readonly resources: number;
    readonly rules: number;
    readonly judged: number;
  };
  readonly packs: readonly ReportedPack[];
  readonly stacks: readonly ReportedStack[];
  readonly rules: readonly ReportedRule[];
  readonly decisions: readonly ReportedDecision[];
  readonly findings: readonly ReportedFinding[];
  /** @default - it was compared with nothing */
  readonly changes?: ReportChanges;
  /** Why it was compared with nothing, in a sentence. @default - it was, or nobody asked for it */
  readonly notCompared?: string;
  /** @default - no access ledger was given */
  readonly access?: AccessSummary;
  /** @default - no SBOM was given */
  readonly sbom?: SbomDelta;
}

/** What the report is made of besides the evidence. */
export interface ReportParts extends Pick<SecurityReport, 'subject' | 'day' | 'access' | 'sbom'> {}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The report on one synthesis. Pure. */
export function securityReport(evidence: Evidence, parts: ReportParts): SecurityReport {
  const resources = new Map(evidence.resources.map((resource) => [resource.path, resource]));
  const findings = evidence.findings
    .map((finding) => reported(finding, resources))
    .sort((a, b) => byText(a.resource.path, b.resource.path) || byText(a.id, b.id));
  const rules = rulesOf(evidence, findings);
  const packs = evidence.packs.map(({ name, rules: ofPack }) => ({
    ...countsOf(
      name,
      findings.filter(({ pack }) => pack === name),
    ),
    rules: ofPack.length,
    judged: ofPack.reduce((sum, rule) => sum + rule.compliant + rule.finding + rule.error, 0),
  }));
  return {
    format: 'slipway-security-report/1',
    subject: parts.subject,
    day: parts.day,
    totals: {
      resources: evidence.resources.length,
      rules: packs.reduce((sum, pack) => sum + pack.rules, 0),
      judged: packs.reduce((sum, pack) => sum + pack.judged, 0),
      ...tallyOf(findings.map(({ acknowledgedBy }) => acknowledgedBy)),
    },
    packs,
    stacks: stacksOf(evidence.resources, findings),
    rules,
    decisions: decisionsOf(evidence, findings),
    findings,
    ...(parts.access === undefined ? {} : { access: parts.access }),
    ...(parts.sbom === undefined ? {} : { sbom: parts.sbom }),
  };
}

function reported(
  { id, path, detail, acknowledged }: Evidence['findings'][number],
  resources: ReadonlyMap<string, JudgedResource>,
): ReportedFinding {
  const resource = resources.get(path);
  if (resource === undefined)
    throw new Error(`'${id}' was found at '${path}', which is not among the resources judged`);
  const [, rule = ''] = id.split('::', 2);
  return {
    fingerprint: fingerprintOf({ id, path }),
    id,
    pack: packOf(id),
    rule: rule.replace(/\[.*$/s, ''),
    resource,
    ...(detail === undefined ? {} : { detail }),
    ...(acknowledged === undefined ? {} : { acknowledgedBy: acknowledged.entry }),
  };
}

function countsOf(name: string, findings: readonly ReportedFinding[]): FindingCounts {
  const { acknowledged, open } = tallyOf(findings.map(({ acknowledgedBy }) => acknowledgedBy));
  return { name, acknowledged, open };
}

function stacksOf(
  resources: readonly JudgedResource[],
  findings: readonly ReportedFinding[],
): readonly ReportedStack[] {
  return [...new Set(resources.map(({ stack }) => stack))].map((stack) => ({
    ...countsOf(
      stack,
      findings.filter(({ resource }) => resource.stack === stack),
    ),
    resources: resources.filter((resource) => resource.stack === stack).length,
  }));
}

/** The rules that judged anything. A rule for what the app does not have is counted, and not listed. */
function rulesOf({ packs }: Evidence, findings: readonly ReportedFinding[]): readonly ReportedRule[] {
  return packs.flatMap(({ name: pack, rules }) =>
    rules
      .filter(({ compliant, finding, error }) => compliant + finding + error > 0)
      .map(({ id, description, compliant }) => {
        const { acknowledged, open } = countsOf(
          id,
          findings.filter((finding) => finding.pack === pack && finding.rule === id),
        );
        return { pack, id, description, compliant, acknowledged, open };
      }),
  );
}

function decisionsOf(evidence: Evidence, findings: readonly ReportedFinding[]): readonly ReportedDecision[] {
  const entries = new Map(
    evidence.findings.flatMap(({ acknowledged }) =>
      acknowledged === undefined ? [] : [[acknowledged.entry, acknowledged] as const],
    ),
  );
  return [...entries.values()]
    .map(({ entry: name, ...rest }) => {
      const covered = findings.filter(({ acknowledgedBy }) => acknowledgedBy === name);
      return {
        name,
        ...rest,
        rules: [...new Set(covered.map(({ rule }) => rule))].sort(byText),
        findings: covered.length,
      };
    })
    .sort((a, b) => byText(a.name, b.name));
}
