import { expect, test } from '@jest/globals';
import { expectRefusedByPassport, TARGET } from '../../../rehearsal/scenarios/hostile/refused-by-passport.ts';
import type { Session } from '../../../rehearsal/session/session.ts';
import type { DeploymentSummary, Expectation } from '../../../rehearsal/session/summary.ts';
import { alias, deployment, result, stage } from './results.ts';

const OTHER = 'Prod-addStudentDetails';

/** A session whose hooks have said something, by function. */
function sessionWith(said: Readonly<Record<string, string>>): Session {
  const logs = {
    send: async ({ input }: { input: { logGroupName: string } }) => {
      const [, name = ''] = /^\/aws\/lambda\/(.*)-pre-traffic$/.exec(input.logGroupName) ?? [];
      return { events: said[name] === undefined ? [] : [{ message: said[name] }] };
    },
  };
  return { clients: { logs } } as unknown as Session;
}

const failed = (name: string, status: string, errorCode: string) =>
  deployment({
    group: `${name}-live`,
    status,
    errorCode,
    weights: [],
    hooks: [{ name: 'BeforeAllowTraffic', status: 'Failed' }],
  });
const byHook = (name: string) => failed(name, 'Failed', 'HOOK_EXECUTION_FAILURE');
const stopped = (name: string) => failed(name, 'Stopped', 'MANUAL_STOP');
const takenBack = (name: string) =>
  deployment({ group: `${name}-live`, rollbackOf: 'd-1', weights: [{ at: 0, percentNew: 100 }] });

async function heldOf(
  deployments: DeploymentSummary[],
  said: Readonly<Record<string, string>>,
  refused?: readonly string[],
): Promise<boolean> {
  const noted: Expectation[] = [];
  const release = result({
    status: 'Failed',
    stages: [stage('Source'), stage('Prod', 'Failed', 'BeforeAllowTraffic')],
    deployments,
    prodAfter: [alias('1')],
  });
  const session = sessionWith(said);
  await expectRefusedByPassport(
    (what, held, seen) => noted.push({ what, held, seen }),
    session,
    release,
    'no signature of',
    ...(refused === undefined ? [] : [refused]),
  );
  expect(noted).toHaveLength(6);
  return noted.every(({ held }) => held);
}

const SAYS = 'passport: no signature of this key';
test('the hook of the function that is meant refuses', async () => {
  expect(await heldOf([byHook(TARGET), takenBack(TARGET)], { [TARGET]: SAYS })).toBe(true);
});

test('where each hook refuses, the first stops the other', async () => {
  const deployments = [byHook(OTHER), stopped(TARGET), takenBack(OTHER), takenBack(TARGET)];
  expect(await heldOf(deployments, { [OTHER]: SAYS }, [TARGET, OTHER])).toBe(true);
  expect(await heldOf(deployments, { [OTHER]: SAYS })).toBe(false);
});

test.each<[string, DeploymentSummary[], Readonly<Record<string, string>>]>([
  ['nobody deployed', [], { [TARGET]: SAYS }],
  ['no hook refused', [stopped(TARGET), stopped(OTHER)], { [TARGET]: SAYS }],
  ['no hook said why', [byHook(TARGET)], {}],
  ['a hook refused for something else', [byHook(TARGET)], { [TARGET]: 'passport: none' }],
  [
    'one that had to be refused had traffic',
    [byHook(OTHER), { ...stopped(TARGET), weights: [{ at: 0, percentNew: 10 }] }],
    { [OTHER]: SAYS },
  ],
])('it does not hold where %s', async (_what, deployments, said) => {
  expect(await heldOf(deployments, said, [TARGET, OTHER])).toBe(false);
});
