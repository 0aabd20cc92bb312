import type { Evaluations, Outcome, OutcomeCounts } from './evaluations.ts';
import type { Acknowledgement } from './judge-ledger.ts';

/** File of the cloud assembly that holds the evidence. */
export const EVIDENCE_FILE = 'policy-evidence.json';

/** What was evaluated in one synthesis: the proof that "nothing found" is not "nothing run". */
export interface Evidence {
  /** Construct paths of all resources of the app. */
  readonly resources: readonly string[];
  readonly packs: readonly {
    readonly name: string;
    /** For each rule, for how many resources it came to which outcome. They add up to all resources. */
    readonly rules: readonly ({ readonly id: string } & OutcomeCounts)[];
  }[];
  readonly findings: readonly {
    readonly id: string;
    readonly path: string;
    /** Of the ledger's entry. @default - the finding is not acknowledged */
    readonly acknowledged?: { readonly reason: string; readonly owner: string; readonly expires: string };
  }[];
}

const OUTCOMES: readonly Outcome[] = ['notApplicable', 'compliant', 'finding', 'error'];

/** @param resources construct paths of all resources of the app */
export function evidenceOf(
  evaluations: Evaluations,
  acknowledged: readonly Acknowledgement[],
  resources: readonly string[],
): Evidence {
  const entries = new Map(acknowledged.map(({ finding, entry }) => [`${finding.id} ${finding.path}`, entry]));
  return {
    resources,
    packs: [...evaluations.counts()].map(([name, rules]) => ({
      name,
      rules: [...rules].map(([id, counts]) => ({ id, ...counts })),
    })),
    findings: evaluations.findings().map(({ id, path }) => {
      const entry = entries.get(`${id} ${path}`);
      if (entry === undefined) return { id, path };
      const { reason, owner, expires } = entry;
      return { id, path, acknowledged: { reason, owner, expires } };
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
