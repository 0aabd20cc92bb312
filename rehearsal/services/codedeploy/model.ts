/* What CodeDeploy knows. Instants are virtual milliseconds since the Unix epoch. */

export interface Application {
  readonly name: string;
  readonly id: string;
  readonly platform: 'Lambda';
  readonly createdMs: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** How traffic is shifted: https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html */
export type Routing =
  | { readonly kind: 'allAtOnce' }
  | { readonly kind: 'canary'; readonly percent: number; readonly minutes: number }
  | { readonly kind: 'linear'; readonly percent: number; readonly everyMinutes: number };

export interface DeploymentConfig {
  readonly name: string;
  readonly id: string;
  readonly routing: Routing;
  readonly createdMs: number;
}

export const ROLLBACK_EVENTS = [
  'DEPLOYMENT_FAILURE',
  'DEPLOYMENT_STOP_ON_ALARM',
  'DEPLOYMENT_STOP_ON_REQUEST',
] as const;
export type RollbackEvent = (typeof ROLLBACK_EVENTS)[number];

export interface Trigger {
  readonly name: string;
  readonly topicArn: string;
  readonly events: readonly string[];
}

export interface DeploymentGroup {
  readonly name: string;
  readonly id: string;
  readonly application: string;
  readonly configName: string;
  readonly roleArn: string;
  readonly alarms: {
    readonly enabled: boolean;
    readonly names: readonly string[];
    readonly ignorePollFailure: boolean;
  };
  readonly rollbackOn: readonly RollbackEvent[];
  readonly triggers: readonly Trigger[];
  readonly style: { readonly type: string; readonly option: string };
  readonly tags: Readonly<Record<string, string>>;
}

/** What an AppSpec asks for: https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file.html */
export interface Revision {
  readonly functionName: string;
  readonly alias: string;
  readonly currentVersion: string;
  readonly targetVersion: string;
  readonly hooks: { readonly BeforeAllowTraffic?: string; readonly AfterAllowTraffic?: string };
}

export const EVENTS = ['Start', 'BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic', 'End'] as const;
export type EventName = (typeof EVENTS)[number];
export type EventStatus = 'Pending' | 'InProgress' | 'Succeeded' | 'Failed' | 'Skipped' | 'Unknown';

export interface LifecycleEvent {
  readonly name: EventName;
  readonly status: EventStatus;
  readonly startMs?: number;
  readonly endMs?: number;
  /** Of a hook: the id that it reports with. */
  readonly hookExecutionId?: string;
  readonly diagnostics?: string;
}

export type DeploymentStatus = 'Created' | 'InProgress' | 'Succeeded' | 'Failed' | 'Stopped';

export interface Deployment {
  readonly id: string;
  readonly application: string;
  readonly group: string;
  readonly configName: string;
  readonly routing: Routing;
  readonly roleArn: string;
  readonly revision: Revision;
  /** The AppSpec as it was given. */
  readonly appSpec: string;
  readonly alarms: DeploymentGroup['alarms'];
  readonly rollbackOn: readonly RollbackEvent[];
  readonly creator: 'user' | 'CloudFormation' | 'codeDeployRollback';
  readonly description: string;
  readonly createdMs: number;
  readonly startedMs?: number;
  readonly endedMs?: number;
  readonly status: DeploymentStatus;
  readonly error?: { readonly code: string; readonly message: string };
  readonly events: readonly LifecycleEvent[];
  /** Percent of the traffic that the alias is set to send to the target version. */
  readonly percentNew: number;
  /** When the traffic shift began: later steps are counted from it. */
  readonly shiftStartMs?: number;
  /** How many steps of the shift were made. */
  readonly shiftsDone: number;
  readonly hookInvoked: readonly EventName[];
  /** Somebody asked to stop it; `rollBack` where they said whether it is to be taken back. */
  readonly stopRequested?: { readonly rollBack?: boolean };
  /** Of a rollback: the deployment that it takes back. */
  readonly rollbackOf?: string;
  readonly rolledBackBy?: string;
}

export interface WeightChange {
  /** ISO 8601, virtual time. */
  readonly at: string;
  readonly percentNew: number;
}

export const hasEnded = (deployment: Deployment): boolean => deployment.endedMs !== undefined;
