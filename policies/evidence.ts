import type { Evaluations, Outcome, RuleEvaluation } from './evaluations.ts';
import type { Acknowledgement } from './judge-ledger.ts';

/** File of the cloud assembly that holds the evidence. */
export const EVIDENCE_FILE = 'policy-evidence.json';

/** A resource that was judged. */
export interface JudgedResource {
  /** Construct path. */
  readonly path: string;
  /** Name of the stack that deploys it. */
  readonly stack: string;
  readonly logicalId: string;
  /** File of the cloud assembly with the stack's template. */
  readonly template: string;
  /** Such as `AWS::S3::Bucket`. */
  readonly type: string;
}

/** What was evaluated in one synthesis: the proof that "nothing found" is not "nothing run". */
export interface Evidence {
  /** All resources of the app. */
  readonly resources: readonly JudgedResource[];
  readonly packs: readonly {
    readonly name: string;
    /** For each rule, for how many resources it came to which outcome. They add up to all resources. */
    readonly rules: readonly RuleEvaluation[];
  }[];
  readonly findings: readonly {
    readonly id: string;
    readonly path: string;
    /** What was found. @default - the rule's description says it all */
    readonly detail?: string;
    /** Of the ledger's entry. @default - the finding is not acknowledged */
    readonly acknowledged?: AcknowledgedBy;
  }[];
}

/** The entry of the ledger that acknowledges a finding. */
export interface AcknowledgedBy {
  /** The entry's name. */
  readonly entry: string;
  readonly reason: string;
  readonly owner: string;
  readonly expires: string;
  readonly evidence: string;
}

const OUTCOMES: readonly Outcome[] = ['notApplicable', 'compliant', 'finding', 'error'];

/** @param resources all resources of the app */
export function evidenceOf(
  evaluations: Evaluations,
  acknowledged: readonly Acknowledgement[],
  resources: readonly JudgedResource[],
): Evidence {
  const entries = new Map(acknowledged.map(({ finding, entry }) => [`${finding.id} ${finding.path}`, entry]));
  return {
    resources,
    packs: [...evaluations.rules()].map(([name, rules]) => ({ name, rules })),
    findings: evaluations.findings().map(({ id, path, detail }) => {
      const entry = entries.get(`${id} ${path}`);
      const found = { id, path, ...(detail === undefined ? {} : { detail }) };
      if (entry === undefined) return found;
      const { name, reason, owner, expires, evidence } = entry;
      return { ...found, acknowledged: { entry: name, reason, owner, expires, evidence } };
    }),
  };
}

/**
 * What was left out.
 *
 * @param packs names of the packs that have to have run
 * @returns one line for each pack that did not run, and each rule that did not see every resource
 */
export function gapsInEvidence({ resources, packs }: Evidence, expected: readonly string[]): readonly string[] {
  return expected.flatMap((name) => {
    const rules = packs.find((pack) => pack.name === name)?.rules ?? [];
    if (rules.length === 0) return [`The pack '${name}' evaluated no rule`];
    return rules.flatMap((rule) => {
      const seen = OUTCOMES.reduce((sum, outcome) => sum + rule[outcome], 0);
      return seen === resources.length ? [] : [`'${rule.id}' evaluated ${seen} of ${resources.length} resources`];
    });
  });
}
