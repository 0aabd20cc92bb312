import { PublishCommand, SNSClient, SNSServiceException } from '@aws-sdk/client-sns';
import { uuid } from '../../../kernel/ids.ts';
import type { Kernel, Scope } from '../../../kernel/service.ts';
import type { Store, Table } from '../../../kernel/store.ts';
import {
  type AlarmState,
  actionsFor,
  alarmPeriodMs,
  alarms,
  type StoredAlarm,
  type StoredCompositeAlarm,
} from './alarm.ts';
import { evaluateMetricAlarm } from './evaluate.ts';
import { recordAction, recordTransition } from './history.ts';
import { alarmNotification, stateChangeEvent } from './message.ts';
import { parseAlarmRule, ruleHolds } from './rule.ts';

/** An action of a state change that has not been run yet: stored with the change, so that a kill does not lose it. */
interface PendingAction {
  readonly action: string;
  readonly alarm: StoredAlarm;
  readonly from: AlarmState;
}
const pendingActions = (scope: Scope): Table<PendingAction> => scope.table('cloudwatch.pendingActions');

const MINUTE_MS = 60_000;
const TEN_SECONDS_MS = 10_000;
type Interval = typeof MINUTE_MS | typeof TEN_SECONDS_MS;

/** How often AWS evaluates an alarm: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html */
function intervalOf(alarm: StoredAlarm): Interval {
  return alarm.kind === 'metric' && alarmPeriodMs(alarm) < MINUTE_MS ? TEN_SECONDS_MS : MINUTE_MS;
}

const armed = new WeakMap<Store, Set<Interval>>();

/** Sees to it that alarms are evaluated when the next interval ends; does nothing more when that is already so. */
export function watchAlarms(kernel: Kernel): void {
  const due = armed.get(kernel.store) ?? new Set<Interval>();
  armed.set(kernel.store, due);
  const everything = kernel.regions().flatMap((region) => alarms(kernel.scope(region)).values());
  const wanted = new Set(everything.filter(({ kind }) => kind === 'metric').map(intervalOf));
  for (const interval of wanted) {
    if (due.has(interval)) continue;
    due.add(interval);
    const now = kernel.clock.now();
    kernel.clock.at(endOfInterval(now, interval) + interval, () => {
      due.delete(interval);
      if (kernel.shutdown.aborted) return;
      evaluateAll(kernel, interval);
      watchAlarms(kernel);
    });
  }
}

const endOfInterval = (nowMs: number, interval: Interval) => Math.floor(nowMs / interval) * interval;

function evaluateAll(kernel: Kernel, interval: Interval): void {
  const atMs = endOfInterval(kernel.clock.now(), interval);
  for (const region of kernel.regions()) {
    const scope = kernel.scope(region);
    for (const alarm of alarms(scope).values())
      if (alarm.kind === 'metric' && intervalOf(alarm) === interval) evaluateNow(scope, alarm, atMs);
  }
}

function evaluateNow(scope: Scope, alarm: StoredAlarm, atMs: number): void {
  try {
    const state = alarm.kind === 'metric' ? evaluateMetricAlarm(scope, alarm, atMs) : evaluateComposite(scope, alarm);
    if (state.value !== alarm.state.value) changeState(scope, alarm, state);
  } catch (error) {
    // Its definition was checked when it was put: one alarm's bug must not keep the others from being evaluated.
    scope.report(error, `evaluating the alarm ${alarm.name}`);
  }
}

/** Evaluates one alarm without waiting for its next turn, as AWS does when it is created. */
export function evaluateSoon(scope: Scope, name: string): void {
  scope.clock.at(scope.clock.now(), () => {
    const alarm = alarms(scope).get(name);
    if (alarm === undefined || scope.shutdown.aborted) return;
    evaluateNow(scope, alarm, endOfInterval(scope.clock.now(), intervalOf(alarm)));
  });
}

function evaluateComposite(scope: Scope, alarm: StoredCompositeAlarm): AlarmState {
  const table = alarms(scope);
  const holds = ruleHolds(parseAlarmRule(alarm.configuration.AlarmRule ?? ''), (name) => table.get(name)?.state.value);
  const value = holds ? 'ALARM' : 'OK';
  const nowMs = scope.clock.now();
  const reason = `The rule ${alarm.configuration.AlarmRule} ${holds ? 'holds' : 'does not hold'}`;
  return value === alarm.state.value ? alarm.state : { value, reason, updatedMs: nowMs, transitionedMs: nowMs };
}

/**
 * Stores a new state with its history, tells EventBridge and runs the actions of a changed value; then the composite
 * alarms look again.
 */
export function changeState(scope: Scope, alarm: StoredAlarm, state: AlarmState): void {
  const changed: StoredAlarm = { ...alarm, state };
  const valueChanged = state.value !== alarm.state.value;
  scope.store.transaction(() => {
    alarms(scope).put(alarm.name, changed);
    recordTransition(scope, changed, alarm.state);
    if (!valueChanged) return;
    scope.bus.publish(stateChangeEvent(scope, changed, alarm.state));
    for (const action of actionsFor(changed, state.value))
      pendingActions(scope).put(uuid(), { action, alarm: changed, from: alarm.state });
  });
  if (!valueChanged) return;
  runActions(scope);
  for (const other of alarms(scope).values())
    if (other.kind === 'composite' && other.name !== alarm.name) evaluateNow(scope, other, scope.clock.now());
}

const running = new WeakMap<Store, Set<string>>();

/** Runs what is pending; each action is forgotten only when it was run, so a kill repeats it at worst. */
export function runActions(scope: Scope): void {
  const underWay = running.get(scope.store) ?? new Set<string>();
  running.set(scope.store, underWay);
  for (const { key, value } of pendingActions(scope).entries()) {
    if (underWay.has(key)) continue;
    underWay.add(key);
    const release = scope.clock.hold();
    scope.background(`the action ${value.action} of the alarm ${value.alarm.name}`, async () => {
      try {
        await runAction(scope, value);
        pendingActions(scope).delete(key);
      } finally {
        underWay.delete(key);
        release();
      }
    });
  }
}

async function runAction(scope: Scope, { action, alarm, from }: PendingAction): Promise<void> {
  if (!isTopic(action)) {
    recordAction(scope, alarm, action, undefined, NOT_RUN);
    return;
  }
  const { subject, message } = alarmNotification(scope, alarm, from);
  const sns = scope.clients.asService(SNSClient, 'cloudwatch.amazonaws.com', scope.region, alarm.arn);
  try {
    await sns.send(new PublishCommand({ TopicArn: action, Subject: subject, Message: message }));
  } catch (error) {
    // An action that fails is part of the alarm's history on AWS too, and changes nothing else.
    if (!(error instanceof SNSServiceException)) throw error;
    recordAction(scope, alarm, action, message, error.message);
    return;
  }
  recordAction(scope, alarm, action, message, undefined);
}

const NOT_RUN = 'The rehearsal runs SNS actions only';
const isTopic = (action: string) => /^arn:aws[^:]*:sns:/.test(action);

/** Lists actions that are kept but never run in the summary. */
export function recordActionsNotRun(scope: Scope, alarm: StoredAlarm): void {
  const { OKActions, AlarmActions, InsufficientDataActions } = alarm.configuration;
  for (const action of [...(OKActions ?? []), ...(AlarmActions ?? []), ...(InsufficientDataActions ?? [])])
    if (!isTopic(action))
      scope.recordNotRun({ type: 'AWS::CloudWatch::Alarm action', logicalId: `${alarm.name} ${action}`, why: NOT_RUN });
}
