import type { Resource } from '../changes/template.ts';
import { listOf, textOf, valueAt } from '../template.ts';
import { type Control, partsOf, without } from './control.ts';

/** The conditions of a stage, and when they are asked. */
const CONDITIONS = [
  ['BeforeEntry', 'before entry of'],
  ['OnSuccess', 'after success of'],
  ['OnFailure', 'after failure of'],
] as const;

/** Of a rule that skips what it is in front of. */
const PASSES_OVER = 'is new and may pass it over';

/** Without these there is nothing that anybody would have to be told: what they did is not done any more. */
const NO_CONTROLS = ['Deploy', 'Source'];

/** What holds of a pipeline as a whole. */
const wholeOf = (properties: unknown) => without(properties, 'Stages', 'RoleArn', 'Tags');

/** What stands between a commit and the stages that a pipeline releases to: approvals, other actions, conditions, their order. */
export function pipelineControls(
  { properties }: Resource,
  owner: string,
  named: (text: string) => string,
): readonly Control[] {
  const stages = listOf(properties.Stages);
  const steps = stages.flatMap((stage, place) =>
    listOf(valueAt(stage, 'Actions')).map((action) => ({
      action,
      name: `${textIn(stage, 'Name')}/${textIn(action, 'Name')}`,
      order: [place, Number(textIn(action, 'RunOrder') || 1)] as const,
    })),
  );
  return [
    { id: owner, on: owner, told: `the pipeline \`${owner}\``, parts: partsOf(wholeOf(properties), named) },
    ...steps.map(({ action, name, order: [stage, runs] }): Control => {
      const category = textOf(valueAt(action, 'ActionTypeId', 'Category') ?? '');
      const isApproval = category === 'Approval';
      return {
        id: `${owner} ${name}`,
        on: owner,
        told: `the ${isApproval ? 'approval' : 'action'} \`${name}\` of \`${owner}\``,
        ...(NO_CONTROLS.includes(category) ? {} : { gone: isApproval ? 'is no longer asked for' : 'no longer runs' }),
        parts: new Map([...partsOf(definitionOf(action), named), ...tellings(action)]),
        later: steps
          .filter(({ order: [other, otherRuns] }) => other > stage || (other === stage && otherRuns > runs))
          .map((step) => `${owner} ${step.name}`),
      };
    }),
    ...stages.flatMap((stage) => conditionsOf(stage, owner, named)),
  ];
}

/** The stages of a pipeline, as the conditions of a stage are there for them. */
export const stagesOf = ({ properties }: Resource, owner: string): readonly string[] =>
  listOf(properties.Stages).map((stage) => stageId(owner, stage));

const stageId = (owner: string, stage: unknown): string => `${owner} ${textIn(stage, 'Name')}`;

/** What an action does. Its role is told as who acts as which role, and the text of an approval by what it hands on. */
function definitionOf(action: unknown): unknown {
  const more = without(action, 'Name', 'RoleArn', 'RunOrder', 'TimeoutInMinutes');
  return { ...more, Configuration: without(more.Configuration, 'CustomData', 'RoleArn') };
}

/** The variables that whoever approves is told, such as `#{Changes.NEW_PERMISSIONS}`. */
const tellings = (action: unknown): readonly [string, string][] =>
  [...textOf(valueAt(action, 'Configuration', 'CustomData') ?? '').matchAll(/#\{([^}]+)\}/g)].map(([, variable]) => [
    `${TELLS}${variable}`,
    'yes',
  ]);

/** How a part begins that can only add to what is known. */
export const TELLS = 'tells ';

/** What a stage asks before it is entered, and after it has ended. */
function conditionsOf(stage: unknown, owner: string, named: (text: string) => string): readonly Control[] {
  const place = `\`${textIn(stage, 'Name')}\` of \`${owner}\``;
  const on = stageId(owner, stage);
  const outcome = textOf(valueAt(stage, 'OnFailure', 'Result') ?? '');
  return [
    ...CONDITIONS.flatMap(([when, words]) =>
      listOf(valueAt(stage, when, 'Conditions')).flatMap((condition) => {
        const Result = valueAt(condition, 'Result');
        const rules = listOf(valueAt(condition, 'Rules'));
        return (rules.length > 0 ? rules : [{ Name: 'none' }]).map((rule): Control => {
          const name = textIn(rule, 'Name');
          return {
            id: `${on} ${when} ${name}`,
            on,
            told: `the rule \`${name}\` ${words} ${place}`,
            gone: 'no longer holds',
            ...(Result === 'SKIP' ? { opened: PASSES_OVER } : {}),
            // Which role is told as who acts as which role.
            parts: partsOf({ ...without(rule, 'Name', 'RoleArn'), Result, role: roleOf(rule) }, named),
          };
        });
      }),
    ),
    ...(outcome === ''
      ? []
      : [
          {
            id: `${on} OnFailure`,
            on,
            told: `what follows a failure of ${place}`,
            gone: `is no longer ${outcome}`,
            ...(outcome === 'SKIP' ? { opened: PASSES_OVER } : {}),
            parts: partsOf(without(valueAt(stage, 'OnFailure'), 'Conditions'), named),
          },
        ]),
  ];
}

const roleOf = (rule: unknown): string =>
  valueAt(rule, 'RoleArn') === undefined ? 'the one of the pipeline' : 'its own';

const textIn = (value: unknown, property: string): string => textOf(valueAt(value, property) ?? '');
