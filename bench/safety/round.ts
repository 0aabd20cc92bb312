import { LambdaClient } from '@aws-sdk/client-lambda';
import { type Case, isGood } from './cases.ts';
import { REGION } from './cdk.ts';
import { type EndedDeployments, watchDeployments } from './deployments.ts';
import type { SafetyEndpoint } from './endpoint.ts';
import type { ReleaseOutcome, TakenBack } from './outcome.ts';
import { type Random, seededRandom } from './random.ts';
import { type ReleasedGroup, releasedGroup } from './release.ts';
import { CANARY, functionNameOf, OURS, STRATEGIES, type Strategy } from './strategies.ts';
import { askLikeUsers } from './synthetic.ts';
import { sendOneSecond } from './traffic.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const BAKE_SECONDS = CANARY.minutes * 60;
/** After the bake, until the last step of the shift must be over. */
const SPARE_SECONDS = 30;
/** Traffic before the release. */
const BEFORE_SECONDS = 10;
/** Between two releases: longer than any alarm looks back. */
const QUIET_MS = 5 * MINUTE_MS;
const LONGEST_QUIET_MS = 30 * MINUTE_MS;

/** One strategy's release while it is under way. */
interface Lane {
  readonly strategy: Strategy;
  readonly group: ReleasedGroup;
  /** Of its own traffic: lanes answer in no certain order. */
  readonly random: Random;
  deploymentId: string;
  /** `watched` until its deployment has ended; `settling` is the second in which it is asked how. */
  state: 'watched' | 'settling' | 'through' | 'takenBack';
  takenBack: TakenBack | undefined;
  requests: number;
  failedRequests: number;
}

/** Releases that run side by side, in the same virtual time and under the same kind of traffic. */
export interface Rounds {
  /** @throws the signal's reason when it is aborted: a round that was not finished counts for nothing */
  run(strategies: readonly Strategy[], one: Case, random: Random): Promise<ReleaseOutcome[]>;
}

export function openRounds(endpoint: SafetyEndpoint, signal: AbortSignal): Rounds {
  const { clock, rehearsal } = endpoint;
  const scope = rehearsal.kernel.scope(REGION);
  const lambda = endpoint.client(LambdaClient);
  const ended = watchDeployments(rehearsal.kernel.bus);
  const groups = new Map(STRATEGIES.map((strategy) => [strategy, releasedGroup(endpoint, strategy)]));

  const traffic = (lanes: readonly Lane[], one: Case) =>
    Promise.all(
      lanes.map(async (lane) => {
        const { sent, failedByNew } = await sendOneSecond(scope, functionNameOf(lane.strategy), one, lane.random);
        lane.requests += sent;
        lane.failedRequests += failedByNew;
      }),
    );
  const passOneSecond = async () => {
    signal.throwIfAborted();
    await clock.advance(SECOND_MS);
  };

  /** Nothing of the releases before may be seen in those that come. */
  const quieten = async (lanes: readonly Lane[]) => {
    for (const { group } of lanes) await group.reset();
    await clock.advance(QUIET_MS);
    for (let waitedMs = QUIET_MS; ; waitedMs += MINUTE_MS) {
      const red = (await Promise.all(lanes.map(({ group }) => group.redAlarms()))).flat();
      if (red.length === 0) return;
      if (waitedMs >= LONGEST_QUIET_MS) throw new Error(`Still red without a request: ${red.join(', ')}`);
      await clock.advance(MINUTE_MS);
    }
  };

  const open = (strategy: Strategy, random: Random): Lane => {
    const group = groups.get(strategy);
    if (group === undefined) throw new Error(`There is no group of ${strategy}`);
    return {
      strategy,
      group,
      random,
      deploymentId: '',
      state: 'watched',
      takenBack: undefined,
      requests: 0,
      failedRequests: 0,
    };
  };

  return {
    run: async (strategies, one, random) => {
      const lanes = strategies.map((strategy) => open(strategy, seededRandom(random() * 2 ** 32)));
      await quieten(lanes);
      if (strategies.includes(OURS)) await askLikeUsers(lambda, one);
      // A release begins anywhere in a minute.
      await clock.advance(Math.floor(random() * MINUTE_MS));
      for (let second = 0; second < BEFORE_SECONDS; second++) {
        await traffic(lanes, one);
        await passOneSecond();
      }
      for (const lane of lanes) {
        Object.assign(lane, { requests: 0, failedRequests: 0, deploymentId: await lane.group.release() });
      }
      // The first step of the shift is made before the first request comes.
      await clock.advance(0);
      for (let second = 0; ; second++) {
        await settle(lanes, ended);
        const busy = lanes.filter((lane) => needsTraffic(lane, one, second));
        if (busy.length === 0 && lanes.every(({ state }) => state === 'through' || state === 'takenBack')) break;
        if (second > BAKE_SECONDS + SPARE_SECONDS)
          throw new Error(`Not over in time: ${lanes.map(({ strategy, state }) => `${strategy} ${state}`).join(', ')}`);
        await traffic(busy, one);
        await passOneSecond();
      }
      return lanes.map(({ strategy, takenBack, failedRequests, requests }) => ({
        strategy,
        of: one,
        ...(takenBack === undefined ? {} : { takenBack }),
        failedRequests,
        requests,
      }));
    },
  };
}

/** Notes which deployments have ended, and a second later how: by then their rollback is over too. */
async function settle(lanes: readonly Lane[], ended: EndedDeployments): Promise<void> {
  for (const lane of lanes) {
    if (lane.state === 'watched' && ended.has(lane.deploymentId)) lane.state = 'settling';
    else if (lane.state === 'settling') {
      lane.takenBack = await lane.group.takenBack(lane.deploymentId);
      lane.state = lane.takenBack === undefined ? 'through' : 'takenBack';
    }
  }
}

/**
 * What is still to be seen of a release: whether it is taken back while it is watched, and what a bad one that nobody
 * watches fails until the five minutes are over. One that was taken back is on the old version: nothing more can happen.
 */
function needsTraffic({ state }: Lane, one: Case, second: number): boolean {
  if (state === 'takenBack') return false;
  if (state === 'watched') return true;
  return !isGood(one) && second < BAKE_SECONDS;
}
