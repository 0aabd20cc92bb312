/** How CodeDeploy says which alarms stopped a deployment: `<a, b>` or `<a> <b>`. */
const ALARMS = /Activated alarms: ((?:<[^>]+>[\s,]*)+)/;

/** The alarms that a message of CodeDeploy names, in its order. */
const activatedAlarms = (message: string): string[] =>
  (ALARMS.exec(message)?.[1] ?? '').split(/[<>,\s]+/).filter((name) => name !== '');

/** Why CodeDeploy ended a deployment, in a clause without a full stop. Pure. */
export function deploymentFailure(code: string, message: string): string {
  const alarms = activatedAlarms(message);
  if (alarms.length > 0) return `the alarm${alarms.length === 1 ? '' : 's'} ${alarms.join(', ')} went off`;
  if (code === 'ALARM_ACTIVE') return 'an alarm went off';
  if (code === 'MANUAL_STOP') return 'a person stopped it';
  return message === '' ? `CodeDeploy ended it${code === '' ? '' : ` (${code})`}` : message.trim().replace(/\.$/, '');
}
