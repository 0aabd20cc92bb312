import * as cdk from 'aws-cdk-lib';
import {
  AwsSolutionsChecks,
  type IApplyRule,
  type NagPack,
  NagRuleCompliance,
  type NagRuleResult,
  NIST80053R5Checks,
  ServerlessChecks,
} from 'cdk-nag';
import type { Evaluations, Outcome } from './evaluations.ts';

/* cdk-nag has no event for an evaluation, but lets a subclass see each rule as it is applied. */

class AwsSolutions extends AwsSolutionsChecks {
  private readonly evaluations: Evaluations;
  constructor(evaluations: Evaluations) {
    super();
    this.evaluations = evaluations;
  }
  protected override applyRule(params: IApplyRule): void {
    super.applyRule(recorded(this, params, this.evaluations));
  }
}

class Serverless extends ServerlessChecks {
  private readonly evaluations: Evaluations;
  constructor(evaluations: Evaluations) {
    super();
    this.evaluations = evaluations;
  }
  protected override applyRule(params: IApplyRule): void {
    super.applyRule(recorded(this, params, this.evaluations));
  }
}

class Nist80053R5 extends NIST80053R5Checks {
  private readonly evaluations: Evaluations;
  constructor(evaluations: Evaluations) {
    super();
    this.evaluations = evaluations;
  }
  protected override applyRule(params: IApplyRule): void {
    super.applyRule(recorded(this, params, this.evaluations));
  }
}

/** The same rule, which also records its outcome. */
function recorded(pack: NagPack, params: IApplyRule, evaluations: Evaluations): IApplyRule {
  const suffix = params.ruleSuffixOverride ?? params.rule.name;
  const rule = `${pack.readPackName}-${suffix}`;
  const record = (outcome: Outcome, ids: readonly string[]) => {
    const { account, region } = cdk.Stack.of(params.node);
    const findings = ids.map((id) => ({ id: `${pack.name}::${id}`, path: params.node.node.path, account, region }));
    evaluations.record(pack.name, rule, outcome, findings);
  };
  return {
    ...params,
    ruleSuffixOverride: suffix,
    rule: (node) => {
      let result: NagRuleResult;
      try {
        result = params.rule(node);
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
}

/**
 * The packs of cdk-nag. Only this file loads cdk-nag.
 *
 * cdk-nag lets a synthesis pass on what it calls warnings; here every finding counts.
 */
export function nagPacks(evaluations: Evaluations): readonly cdk.IPolicyValidationPlugin[] {
  return [new AwsSolutions(evaluations), new Serverless(evaluations), new Nist80053R5(evaluations)].map((pack) => ({
    name: pack.name,
    validate: (context) => {
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
