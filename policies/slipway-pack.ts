import { readFileSync } from 'node:fs';
import * as cdk from 'aws-cdk-lib';
import type { Evaluations, Finding } from './evaluations.ts';
import { judges, problemsOf, type Rule, resourceCases } from './rule.ts';
import { type Resource, readTemplate, type Template } from './template.ts';

/** Name of the pack, and the first part of the ids of its findings. */
const PACK = 'Slipway';

interface Judged {
  readonly node: cdk.CfnResource;
  readonly template: Template;
  /** Empty where it is not rendered, such as a policy without statements. */
  readonly cases: readonly Resource[];
}

/** Every resource of the app, with the template that deploys it. */
function resourcesOf({ appConstruct, stackTemplates }: cdk.IPolicyValidationContext): readonly Judged[] {
  const templates = new Map(
    stackTemplates.map(({ stackConstructPath, templatePath, accountId }) => [
      stackConstructPath,
      readTemplate(JSON.parse(readFileSync(templatePath, 'utf8')), accountId),
    ]),
  );
  return appConstruct.node
    .findAll()
    .filter(cdk.CfnResource.isCfnResource)
    .map((node) => {
      const { stack } = node;
      const template = templates.get(stack.node.path);
      if (template === undefined) {
        throw new Error(
          `'${node.node.path}' is in the stack '${stack.node.path}', of which there is no template to judge`,
        );
      }
      const logicalId: unknown = stack.resolve(node.logicalId);
      const rendered = template.resources.filter((candidate) => candidate.logicalId === logicalId);
      return { node, template, cases: rendered.flatMap(resourceCases) };
    });
}

/** Applies one rule to one resource. */
function judge(rule: Rule, { node, template, cases }: Judged, evaluations: Evaluations): cdk.PolicyViolation[] {
  const [resource] = cases;
  // What is not rendered cannot violate anything.
  if (resource === undefined || !judges(rule, resource.type)) {
    evaluations.record(PACK, rule, 'notApplicable', []);
    return [];
  }
  const { account, region } = node.stack;
  const path = node.node.path;
  const problems = problemsOf(rule, cases, template);
  const findings = problems.map(
    ({ finding, detail }): Finding => ({ id: `${PACK}::${rule.id}[${finding}]`, path, account, region, detail }),
  );
  evaluations.record(PACK, rule, problems.length === 0 ? 'compliant' : 'finding', findings);
  return problems.map(({ finding, detail }) => ({
    ruleName: `${rule.id}[${finding}]`,
    description: `${detail} (${path}). ${rule.description}`,
    severity: 'error',
    fix: `${rule.fix} If the finding is right as it is, acknowledge '${PACK}::${rule.id}[${finding}]' for its path in policies/ledger.ts.`,
    violatingResources: [{ constructPath: path, locations: ['Properties'] }],
  }));
}

/** Our own rules, on the templates as they are deployed. */
export function slipwayPack(rules: readonly Rule[], evaluations: Evaluations): cdk.IPolicyValidationPlugin {
  return {
    name: PACK,
    ruleIds: rules.map(({ id }) => id),
    validate: (context) => {
      evaluations.begin(PACK);
      const violations = resourcesOf(context).flatMap((judged) =>
        rules.flatMap((rule) => judge(rule, judged, evaluations)),
      );
      return { success: violations.length === 0, violations };
    },
  };
}
