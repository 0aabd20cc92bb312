import type { TrafficCounts } from '../session/control-client.ts';
import type { Presenter, Pushed, ReleaseRequest, ReleaseResult } from '../session/release.ts';
import type { Session } from '../session/session.ts';
import type { Edit } from '../session/workspace.ts';
import type { Setting } from './setting.ts';

/** Traffic on the students API, per second of virtual time. */
export interface TrafficRate {
  readonly requestsPerSecond: number;
  readonly readsPerWrite: number;
}

/** What a scenario does its work with. */
export interface ScenarioContext {
  readonly session: Session;
  readonly presenter: Presenter;
  /** Of the traffic to Prod, per second of virtual time. */
  readonly requestsPerSecond: number;
  release(request: ReleaseRequest): Promise<ReleaseResult>;
  /**
   * A release under other traffic: from the approval of Prod until the release has ended. Builds before it have the machine to
   * themselves.
   */
  releaseUnder(traffic: TrafficRate, request: ReleaseRequest): Promise<ReleaseResult>;
  /** Does something while the policies of callers decide, whatever they did before. */
  enforced<T>(run: () => Promise<T>): Promise<T>;
  /** Pushes, and waits only until the pipeline has taken the commit up. */
  push(message: string, edits: readonly Edit[]): Promise<Pushed>;
  /** Notes whether something that must happen happened, and what was seen. */
  expect(what: string, held: boolean, seen: string): void;
  /** Does something that waits long: waits are compressed further meanwhile, and little traffic goes to Prod. */
  longWait<T>(run: () => Promise<T>): Promise<T>;
  /** Requests to Prod so far. */
  traffic(): Promise<TrafficCounts>;
}

/** A real push of a real change, and what must come of it. */
export interface Scenario {
  readonly name: string;
  /** What is pushed. */
  readonly push: string;
  /** What must happen. */
  readonly outcome: string;
  /**
   * What the stages are like before it; `nothing` starts from whatever is there, also an account without a release.
   * @default the project as it is
   */
  readonly setting?: Setting | 'nothing';
  /**
   * Requests a second to Prod while it runs.
   * @default what the rehearsal was asked for
   */
  readonly requestsPerSecond?: number;
  run(context: ScenarioContext): Promise<void>;
}
