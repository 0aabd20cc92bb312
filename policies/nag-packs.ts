import * as cdk from 'aws-cdk-lib';
import {
  AwsSolutionsChecks,
  HIPAASecurityChecks,
  type IApplyRule,
  type NagPack,
  NagRuleCompliance,
  type NagRuleResult,
  NIST80053R5Checks,
  PCIDSS321Checks,
  ServerlessChecks,
} from 'cdk-nag';
import type { Evaluations, Outcome } from './evaluations.ts';

/** Applies a rule of a pack, and records what came of it. */
type Recorder = (pack: NagPack, params: IApplyRule) => IApplyRule;

/* cdk-nag has no event for an evaluation, but lets a subclass see each rule as it is applied. */

class AwsSolutions extends AwsSolutionsChecks {
  private readonly recorded: Recorder;
  constructor(recorded: Recorder) {
    super();
    this.recorded = recorded;
  }
  protected override applyRule(params: IApplyRule): void {
    super.applyRule(this.recorded(this, params));
  }
}

class Serverless extends ServerlessChecks {
  private readonly recorded: Recorder;
  constructor(recorded: Recorder) {
    super();
    this.recorded = recorded;
  }
  protected override applyRule(params: IApplyRule): void {
    super.applyRule(this.recorded(this, params));
  }
}

class Nist80053R5 extends NIST80053R5Checks {
  private readonly recorded: Recorder;
  constructor(recorded: Recorder) {
    super();
    this.recorded = recorded;
  }
  protected override applyRule(params: IApplyRule): void {
    super.applyRule(this.recorded(this, params));
  }
}

class PciDss321 extends PCIDSS321Checks {
  private readonly recorded: Recorder;
  constructor(recorded: Recorder) {
    super();
    this.recorded = recorded;
  }
  protected override applyRule(params: IApplyRule): void {
    super.applyRule(this.recorded(this, params));
  }
}

class HipaaSecurity extends HIPAASecurityChecks {
  private readonly recorded: Recorder;
  constructor(recorded: Recorder) {
    super();
    this.recorded = recorded;
  }
  protected override applyRule(params: IApplyRule): void {
    super.applyRule(this.recorded(this, params));
  }
}

/** What rules said of resources. Packs share rules, as the same functions, and each rule is asked once of a resource. */
type Answers = Map<IApplyRule['rule'], Map<cdk.CfnResource, NagRuleResult>>;

function ask(answers: Answers, rule: IApplyRule['rule'], node: cdk.CfnResource): NagRuleResult {
  let ofRule = answers.get(rule);
  if (ofRule === undefined) {
    ofRule = new Map();
    answers.set(rule, ofRule);
  }
  let answer = ofRule.get(node);
  if (answer === undefined) {
    answer = rule(node);
    ofRule.set(node, answer);
  }
  return answer;
}

function recorder(evaluations: Evaluations, answers: Answers): Recorder {
  return (pack, params) => {
    const suffix = params.ruleSuffixOverride ?? params.rule.name;
    const rule = `${pack.readPackName}-${suffix}`;
    const judging = { id: rule, description: `${params.info} ${params.explanation}` };
    const record = (outcome: Outcome, ids: readonly string[]) => {
      const findings = ids.map((id) => {
        const { account, region } = cdk.Stack.of(params.node);
        return { id: `${pack.name}::${id}`, path: params.node.node.path, account, region };
      });
      evaluations.record(pack.name, judging, outcome, findings);
    };
    return {
      ...params,
      ruleSuffixOverride: suffix,
      rule: (node) => {
        let result: NagRuleResult;
        try {
          result = ask(answers, params.rule, node);
        } catch (error) {
          record('error', [rule]);
          throw error;
        }
        if (Array.isArray(result)) {
          record(
            'finding',
            result.map((finding) => `${rule}[${finding}]`),
          );
        } else if (result === NagRuleCompliance.NON_COMPLIANT) {
          record('finding', [rule]);
        } else {
          record(result === NagRuleCompliance.COMPLIANT ? 'compliant' : 'notApplicable', []);
        }
        return result;
      },
    };
  };
}

/**
 * The packs of cdk-nag. Only this file loads cdk-nag.
 *
 * cdk-nag lets a synthesis pass on what it calls warnings; here every finding counts.
 */
export function nagPacks(evaluations: Evaluations): readonly cdk.IPolicyValidationPlugin[] {
  const answers: Answers = new Map();
  const recorded = recorder(evaluations, answers);
  const packs = [
    new AwsSolutions(recorded),
    new Serverless(recorded),
    new Nist80053R5(recorded),
    new PciDss321(recorded),
    new HipaaSecurity(recorded),
  ];
  return packs.map((pack, index) => ({
    name: pack.name,
    validate: (context) => {
      // A synthesis that is forced asks anew, of an app that may have changed.
      if (index === 0) answers.clear();
      evaluations.begin(pack.name);
      const { violations } = pack.validate(context);
      return {
        success: violations.length === 0,
        violations: violations.map((violation) => ({
          ...violation,
          severity: 'error',
          fix: `Change the construct. If the finding is right as it is, acknowledge '${pack.name}::${violation.ruleName}' for its path in policies/ledger.ts.`,
        })),
      };
    },
  }));
}
