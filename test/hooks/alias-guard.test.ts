import { describe, expect, test } from '@jest/globals';
import { decideAliases, type Routing } from '../../hooks/alias-guard/decide.ts';
import { judgeAliases } from '../../hooks/alias-guard/handler.ts';

const add = { functionName: 'Prod-add', aliasName: 'live' };
const get = { functionName: 'Prod-get', aliasName: 'live' };
const whole: Routing = { version: '2', additionalWeights: {} };
const split: Routing = { version: '2', additionalWeights: { '3': 0.1 } };

const judge = (routings: Readonly<Record<string, Routing | undefined>>) =>
  judgeAliases({ ALIASES: { Prod: [add, get] } }, 'Prod', async ({ functionName }) => routings[functionName]);

describe('the guard', () => {
  test('lets a release begin where every alias is on one version', async () => {
    expect((await judge({ 'Prod-add': whole, 'Prod-get': whole })).verdict).toBe('pass');
  });

  test('lets the first release begin, before there is an alias', async () => {
    expect((await judge({})).verdict).toBe('pass');
  });

  test('refuses an alias on two versions, with its name, the versions and the way out', async () => {
    expect(await judge({ 'Prod-add': whole, 'Prod-get': split })).toEqual({
      verdict: 'fail',
      reason:
        'left on two versions: Prod-get:live (version 2: 90 %, version 3: 10 %). No release begins on it. Put it right with: slipway repair --stage Prod. Then retry the stage.',
    });
  });

  test('refuses what it does not know: a stage without aliases, an alias that was not seen', async () => {
    expect((await judgeAliases({ ALIASES: {} }, 'Prod', async () => whole)).verdict).toBe('inconclusive');
    expect(decideAliases('Prod', [add, get], [{ ...add, routing: whole }]).verdict).toBe('inconclusive');
  });

  test('lets an error of Lambda through, which the gate reports as a failure', async () => {
    const failing = judgeAliases({ ALIASES: { Prod: [add] } }, 'Prod', async () => {
      throw new Error('AccessDenied');
    });
    await expect(failing).rejects.toThrow('AccessDenied');
  });
});
