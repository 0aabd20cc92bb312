import type { Resource } from '../changes/template.ts';
import { listOf, textOf, valueAt } from '../template.ts';
import { type Control, partsOf, without } from './control.ts';

/** What takes a shift of traffic back: a deployment group's alarms and rollbacks, and how it shifts. */
export function groupControls(
  { properties }: Resource,
  owner: string,
  named: (text: string) => string,
): readonly Control[] {
  const { AlarmConfiguration, AutoRollbackConfiguration, DeploymentConfigName, DeploymentStyle } = properties;
  const group = `the deployment group \`${owner}\``;
  return [
    {
      id: owner,
      on: owner,
      told: group,
      parts: partsOf(
        {
          DeploymentConfigName,
          DeploymentStyle,
          // Without a word the alarms have to be readable.
          IgnorePollAlarmFailure: valueAt(AlarmConfiguration, 'IgnorePollAlarmFailure') ?? false,
        },
        named,
      ),
    },
    ...enabled(AlarmConfiguration, 'Alarms').map((alarm): Control => {
      const name = named(textOf(valueAt(alarm, 'Name')));
      return {
        id: `${owner} alarm ${name}`,
        on: owner,
        told: `the alarm \`${name.replaceAll(/[<>]/g, '')}\` of ${group}`,
        gone: 'no longer stops a shift',
        parts: new Map(),
      };
    }),
    ...enabled(AutoRollbackConfiguration, 'Events').map(
      (event): Control => ({
        id: `${owner} rollback ${textOf(event)}`,
        on: owner,
        told: `the rollback on ${textOf(event)} of ${group}`,
        gone: 'no longer happens',
        parts: new Map(),
      }),
    ),
  ];
}

/** What a stack asks a function before it goes on, such as whether a first version answers: it fails where the function says no. */
export function askedControl({ properties }: Resource, owner: string, named: (text: string) => string): Control {
  const asked = named(textOf(properties.ServiceToken ?? ''));
  return {
    id: owner,
    // Where the function is gone as well, nobody is left to ask for its sake.
    on: /^<([^<>]+)\.Arn>$/.exec(asked)?.[1] ?? owner,
    told: `what the stack asks as \`${owner}\``,
    gone: 'is no longer asked',
    parts: partsOf(without(properties, 'ServiceTimeout'), named),
  };
}

/** Who is told of an alarm, and what people read of it. */
const TOLD_OF_ALARM = [
  'ActionsEnabled',
  'AlarmActions',
  'AlarmDescription',
  'InsufficientDataActions',
  'OKActions',
  'Tags',
];

/** When an alarm goes off: what it counts, and from where on. Deployment groups and the rules of stages go by it. */
export function alarmControl({ properties }: Resource, owner: string, named: (text: string) => string): Control {
  return {
    id: owner,
    on: owner,
    told: `when the alarm \`${owner}\` goes off`,
    parts: partsOf(without(properties, ...TOLD_OF_ALARM), named),
  };
}

/** A list of a configuration, unless it is switched off. */
const enabled = (configuration: unknown, list: string): readonly unknown[] =>
  String(valueAt(configuration, 'Enabled') ?? false) === 'true' ? listOf(valueAt(configuration, list)) : [];

const HOOKS = [
  ['BeforeAllowTrafficHook', 'before'],
  ['AfterAllowTrafficHook', 'after'],
] as const;

/** How CodeDeploy moves an alias to another version, and what it asks before and after. */
export function aliasControls(
  { updatePolicy }: Resource,
  owner: string,
  named: (text: string) => string,
): readonly Control[] {
  const update = updatePolicy.CodeDeployLambdaAliasUpdate;
  if (update === undefined) return [];
  const hooks = HOOKS.flatMap(([property, when]): Control[] => {
    const hook = valueAt(update, property);
    return hook === undefined
      ? []
      : [
          {
            id: `${owner} ${property}`,
            on: owner,
            told: `the hook ${when} traffic of \`${owner}\``,
            gone: 'no longer runs',
            parts: partsOf(hook, named, 'function'),
          },
        ];
  });
  return [
    {
      id: `${owner} shift`,
      on: owner,
      told: `the shift of \`${owner}\` by CodeDeploy`,
      gone: 'no longer happens',
      parts: partsOf(without(update, ...HOOKS.map(([property]) => property)), named),
    },
    ...hooks,
  ];
}

/** The passport that a hook wants to see before traffic moves: one that is told of none asks for none. */
export function passportControl(
  { properties }: Resource,
  owner: string,
  named: (text: string) => string,
): readonly Control[] {
  const passport = valueAt(properties, 'Environment', 'Variables', 'PASSPORT');
  if (passport === undefined) return [];
  return [
    {
      id: `${owner} passport`,
      on: owner,
      told: `the release passport that \`${owner}\` checks`,
      gone: 'is no longer asked for',
      parts: new Map([['PASSPORT', demandIn(textOf(passport), named)]]),
    },
  ];
}

/** What is asked for, without what the function was built with: that differs with every variable that a commit adds. */
function demandIn(text: string, named: (text: string) => string): string {
  try {
    return named(JSON.stringify(JSON.parse(text, (key, value: unknown) => (key === 'built' ? undefined : value))));
  } catch {
    // Not written as JSON by the template: it is compared as it is.
    return named(text);
  }
}
