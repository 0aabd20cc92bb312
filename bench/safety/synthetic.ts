import {
  GetFunctionConfigurationCommand,
  type LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { syntheticEvidence } from '../../app/release/detection/synthetic-evidence.ts';
import type { AlarmLimits } from '../../app/stage-configuration.ts';
import type { ShadowEvent } from '../../hooks/pre-traffic/shadow/contract.ts';
import type { SyntheticNeed, SyntheticRequests } from '../../hooks/synthetic-traffic/contract.ts';
import type { Change } from './cases.ts';
import { BASELINE_ALIAS_NAME, CANARY, functionNameOf, NEW_VERSION, OLD_VERSION, OURS } from './strategies.ts';

/**
 * What the stage is said to have, and has to notice: the smallest regression for which the product sends requests of its own
 * at one request a second of which 1 % fail. A stage that asks for less is told by its synthesis that no bake shows it.
 */
const STAGE = { requestsPerSecond: 1, errorRatePercent: 1, slowPercent: 0.1, mustDetectPercent: 5 } as const;

/** Nothing is to be found in a table: the requests need no record. */
export const NO_TABLE = { tableName: 'none', partitionKey: 'none' } as const;

/** What synthetic traffic has to bring, by the product's own arithmetic. */
export function syntheticNeed(alarms: AlarmLimits): { need: SyntheticNeed; windowSeconds: number } {
  const { mustDetectPercent, ...expected } = STAGE;
  const evidence = syntheticEvidence({
    name: 'Safety',
    shift: { kind: 'canary', ...CANARY },
    alarms,
    expected,
    mustDetect: { errorRatePercent: mustDetectPercent },
    onInconclusive: 'syntheticTraffic',
    retainData: false,
    logRetentionDays: 1,
  });
  if (evidence === undefined) throw new Error(`No synthetic traffic notices ${mustDetectPercent} %`);
  const { perVersion, usersNewVersion, seconds } = evidence;
  return { need: { perVersion, usersNewVersion, baselineAliasName: BASELINE_ALIAS_NAME }, windowSeconds: seconds };
}

export const anySyntheticEvent: ShadowEvent = { name: 'a request', method: 'GET', path: '/', query: null };

/** The same request, to versions that fail these shares of what they are asked. */
const syntheticEventOf = ({ oldPercent, newPercent }: Change): ShadowEvent => ({
  ...anySyntheticEvent,
  query: { [OLD_VERSION]: String(oldPercent / 100), [NEW_VERSION]: String(newPercent / 100) },
});

/** Lets synthetic requests fail as often as users' do, so that neither kind knows more of the version than the other. */
export async function askLikeUsers(lambda: LambdaClient, change: Change): Promise<void> {
  const FunctionName = `${functionNameOf(OURS)}-synthetic-traffic`;
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const requests: SyntheticRequests = { events: [syntheticEventOf(change)] };
  const Variables = { ...Environment?.Variables, REQUESTS: JSON.stringify(requests) };
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
}
