import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CommandImpl } from '@smithy/core/client';
import type { AccessControl, Authorization, IdentityCheck, IdentitySource } from './access.ts';
import type { Bus } from './bus.ts';
import type { Clients } from './clients.ts';
import type { Clock } from './clock.ts';
import type { Principal, Principals } from './principal.ts';
import type { SealedMessages } from './sealed-messages.ts';
import type { Store, Table } from './store.ts';
import type { Telemetry } from './telemetry.ts';

/** Something of a release that the rehearsal keeps but cannot execute; listed by name in the summary. */
export interface RecordedNotRun {
  readonly type: string;
  readonly logicalId: string;
  readonly why: string;
}

/** What every part of a rehearsal stands on; one a process. */
export interface Kernel {
  readonly account: string;
  /** Where the endpoint listens: `http://127.0.0.1:<port>`. Known once the server listens. */
  readonly endpoint: string;
  /**
   * PEM file of the rehearsal's certificate authority: it signs what answers for `https://*.amazonaws.com` behind the
   * egress proxy. For the processes that the rehearsal runs (functions, builds), as NODE_EXTRA_CA_CERTS.
   */
  readonly certificateAuthorityFile: string;
  readonly clock: Clock;
  readonly store: Store;
  readonly bus: Bus;
  readonly principals: Principals;
  readonly clients: Clients;
  /** What callers are given that is not for them to read: `sts:DecodeAuthorizationMessage` opens it. */
  readonly sealedMessages: SealedMessages;
  readonly telemetry: Telemetry;
  /** Who may do what: asked at every API call, and by what is reached in another way, such as git. */
  readonly access: AccessControl;
  /** The state of one region of one account. */
  scope(region: string, account?: string): Scope;
  /** Every region that has been spoken to, also before a restart: where a service resumes its work. */
  regions(): string[];
  /** Bugs of the rehearsal itself: printed on standard error with their stack, counted, never swallowed. */
  report(error: unknown, where: string): void;
  recordNotRun(entry: RecordedNotRun): void;
  /** Runs work that nobody awaits: a failure is reported, a shutdown waits for it. It does not hold the clock, since it may wait. */
  background(where: string, work: () => Promise<void>): void;
  /** Aborted when the process is asked to end: long waits listen to it. */
  readonly shutdown: AbortSignal;
}

/** The kernel seen from one region: tables hold this region's rows only. */
export interface Scope extends Kernel {
  readonly region: string;
  /** Documents of this account and region, by a name such as `codedeploy.deployments`. */
  table<T>(name: string): Table<T>;
  /** `arn:aws:<service>:<region>:<account>:<resource>` */
  arn(service: string, resource: string): string;
}

/** What an operation is given besides its input. */
export interface Context extends Scope {
  readonly principal: Principal;
  readonly requestId: string;
  /** The chain of work that this request is a part of: see `Clock.hold`. */
  readonly task: string;
  /** For the few operations that need more than their input: user agent, headers that the model does not bind. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Set on an output: the HTTP status where it depends on the request and the model has no member for it, such as S3's 206
 * for a range.
 */
export const HTTP_STATUS: unique symbol = Symbol('HTTP status');

/** What an operation answers: the SDK's output without what the SDK adds itself. */
export type Output<T> = Omit<T, '$metadata'> & { readonly [HTTP_STATUS]?: number };

/** An operation: validated input in, output or a `ServiceError` out. */
export type Operation<I, O> = (input: I, context: Context) => O | Promise<O>;

type OperationOf<Command> = Command extends new (
  input: never,
) => CommandImpl<infer I, infer O, infer _Config, infer _Inputs, infer _Outputs>
  ? Operation<I, Output<O>>
  : never;

/**
 * The operations of one SDK client module by name, such as `GetPipeline` for its `GetPipelineCommand`: what a service writes
 * is checked with `satisfies Operations<typeof sdk>`.
 */
export type Operations<Sdk> = {
  readonly [K in keyof Sdk as K extends `${infer Name}Command` ? Name : never]?: OperationOf<Sdk[K]>;
};

/** A request of plain HTTP that is not an AWS API call: git, a deployed API, a website. */
export interface HttpRoute {
  /** `host` without port, in lower case: `127.0.0.1` for direct calls, the real name for those through the egress proxy. */
  matches(url: URL, host: string, request: IncomingMessage): boolean;
  handle(request: IncomingMessage, response: ServerResponse, url: URL, kernel: Kernel): Promise<void>;
}

/** One AWS service of the rehearsal. */
export interface Service {
  /** The service part of the SigV4 credential scope, such as `monitoring` for CloudWatch. */
  readonly signingName: string;
  /** The module of the service's own SDK client: its schemas are the contract. */
  readonly sdk: Readonly<Record<string, unknown>>;
  /** What is implemented; everything else of the model answers `NotImplemented`, HTTP 501, by name. */
  // biome-ignore lint/suspicious/noExplicitAny: operations of all services in one list; each is typed by `satisfies Operations<typeof sdk>` where it is written
  readonly operations: Readonly<Record<string, Operation<any, unknown>>>;
  readonly routes?: readonly HttpRoute[];
  /** What its operations require, and the policies of its resources. */
  readonly authorization?: Authorization;
  /** Of the one service that keeps the policies of callers. */
  readonly identityPolicies?: IdentitySource;
  readonly identityExists?: IdentityCheck;
  /** Subscribes to events and prepares tables; every service's `start` runs before any `resume`. */
  start?(kernel: Kernel): void | Promise<void>;
  /** Takes up what an earlier process left unfinished, in every region of `kernel.regions()`. */
  resume?(kernel: Kernel): void | Promise<void>;
  /** Ends processes and timers; state stays as it is. */
  stop?(): void | Promise<void>;
}
