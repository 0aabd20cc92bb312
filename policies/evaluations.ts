/** A violation of one rule by one resource, as the packs see it before anything is acknowledged. */
export interface Finding {
  /** Exact id, such as `AwsSolutions::AwsSolutions-IAM5[Resource::*]`. */
  readonly id: string;
  /** Construct path of the resource. */
  readonly path: string;
  /** Where the resource's stack is deployed; an unresolved token's text where that is open. */
  readonly account: string;
  readonly region: string;
  /** What was found, with the offending value in it. @default - the rule says no more than its description */
  readonly detail?: string;
}

/** A rule of a pack. */
export interface JudgingRule {
  readonly id: string;
  /** What must hold, and why. */
  readonly description: string;
}

/** What one rule said of one resource. `error`: the rule could not judge it, which counts as a finding. */
export type Outcome = 'notApplicable' | 'compliant' | 'finding' | 'error';

/** How often a rule came to each outcome. */
export type OutcomeCounts = Readonly<Record<Outcome, number>>;

/** What became of one rule. */
export type RuleEvaluation = JudgingRule & OutcomeCounts;

/**
 * What the packs evaluated: for every rule how many resources, and what was found. A run that found nothing and a run
 * that did not happen look the same in CDK's own report; here they differ.
 */
export interface Evaluations {
  /** Begins a pack anew. A synthesis that is forced validates the same app again. */
  readonly begin: (pack: string) => void;
  readonly record: (pack: string, rule: JudgingRule, outcome: Outcome, findings: readonly Finding[]) => void;
  readonly findings: () => readonly Finding[];
  /** The rules of each pack, in the order in which they were evaluated. */
  readonly rules: () => ReadonlyMap<string, readonly RuleEvaluation[]>;
}

/** An empty record. */
export function recordEvaluations(): Evaluations {
  const evaluated = new Map<string, Map<string, JudgingRule & Record<Outcome, number>>>();
  const found = new Map<string, Finding[]>();
  return {
    begin: (pack) => {
      evaluated.set(pack, new Map());
      found.set(pack, []);
    },
    record: (pack, rule, outcome, findings) => {
      const ofPack = evaluated.get(pack);
      if (ofPack === undefined) throw new Error(`the pack '${pack}' records an evaluation before it began`);
      const { id, description } = rule;
      const ofRule = ofPack.get(id) ?? { id, description, notApplicable: 0, compliant: 0, finding: 0, error: 0 };
      ofRule[outcome] += 1;
      ofPack.set(id, ofRule);
      found.get(pack)?.push(...findings);
    },
    findings: () => [...found.values()].flat(),
    rules: () => new Map([...evaluated].map(([pack, rules]) => [pack, [...rules.values()]])),
  };
}
