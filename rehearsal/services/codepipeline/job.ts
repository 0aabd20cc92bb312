import type { ActionDeclaration, ArtifactStore, RuleDeclaration } from '@aws-sdk/client-codepipeline';
import type { ClientConfiguration, Keys } from '../../kernel/clients.ts';
import type { Scope } from '../../kernel/service.ts';
import type { Outcome } from './machine/finish.ts';
import type { RunError, RunResult, S3Place } from './state.ts';

/** A mistake in a pipeline's configuration or in what it works on: the action fails with it. */
export class ActionFailed extends Error {
  readonly code: string;

  /** @param code one of CodePipeline's failure types, such as `ConfigurationError` or `JobFailed` */
  constructor(code: RunError['code'], message: string) {
    super(message);
    this.name = 'ActionFailed';
    this.code = code;
  }
}

type ClientClass<C> = new (configuration: ClientConfiguration) => C;

/** What actions and rules have in common. */
export interface Job {
  readonly scope: Scope;
  readonly pipelineName: string;
  readonly pipelineArn: string;
  readonly executionId: string;
  readonly stage: string;
  readonly runId: string;
  readonly startedMs: number;
  /** With every variable resolved. */
  readonly configuration: Readonly<Record<string, string>>;
  /** Credentials of the action's role. */
  keys(): Promise<Keys>;
  /** An SDK client with them. */
  client<C>(clientClass: ClientClass<C>): Promise<C>;
  /** Waits at most `ms` of virtual time for a wake of `key` or a change of the run itself; the clock runs meanwhile. */
  wait(key: string, ms: number): Promise<void>;
  /** The value of a required setting. @throws ActionFailed */
  setting(name: string): string;
  readonly store: ArtifactStore;
  readonly inputs: Readonly<Record<string, S3Place>>;
  readonly outputs: Readonly<Record<string, S3Place>>;
  /** What was remembered, also before a restart. */
  recall(name: string): string | undefined;
  /** Stored before it returns. */
  remember(values: Readonly<Record<string, string>>): void;
  /** Whether the run still goes on: it may have been abandoned, cancelled, overridden or answered meanwhile. */
  isOpen(): boolean;
}

export interface ActionJob extends Job {
  readonly action: ActionDeclaration;
  readonly token: string | undefined;
  readonly expiresMs: number | undefined;
  /** Of a source action: the revision that the execution was started with instead of the newest. */
  readonly sourceOverride: { readonly type: string; readonly value: string } | undefined;
  /** Shown by GetPipelineState while the action runs. */
  progress(result: Omit<RunResult, 'error'>): void;
}

export interface RuleJob extends Job {
  readonly rule: RuleDeclaration;
}

/**
 * Runs an action to its end. Called again with the same job after a restart, it goes on with what it remembered. Errors of
 * AWS services and `ActionFailed` fail the action; anything else is a bug.
 * @returns undefined when the action was ended by somebody else
 */
export type ActionProvider = (job: ActionJob) => Promise<Outcome | undefined>;
export type RuleProvider = (job: RuleJob) => Promise<Outcome | undefined>;
