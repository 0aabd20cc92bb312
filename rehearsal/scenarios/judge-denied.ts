import { DeleteRolePolicyCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import type { Session } from '../session/session.ts';
import { expectAlarm, looksOf, RELEASED } from './bake-checks.ts';
import { expectProdUnchanged, expectRolledBack, expectStageFailed } from './checks.ts';
import { newRevision } from './edits.ts';
import type { Scenario } from './scenario.ts';

const POLICY = 'LostRight';

export const judgeDenied: Scenario = {
  name: 'judge-denied',
  push: "a good change, while the judge's role has lost the right to read metrics; then while it may not publish what it found",
  outcome: 'nobody judges the bake: the alarm on the silence takes both back',
  run: async ({ session, release, enforced, expect }) => {
    for (const action of ['cloudwatch:GetMetricData', 'cloudwatch:PutMetricData'] as const) {
      const result = await enforced(() =>
        withoutRight(session, action, () =>
          release({ message: `Answers carry revision 44, without ${action}`, edits: [newRevision('44')] }),
        ),
      );
      expectStageFailed(expect, result, 'Prod');
      expectRolledBack(expect, result, 'Prod', 'ALARM_ACTIVE');
      expectAlarm(expect, result, 'judge-silent');
      const looks = await looksOf(session, result);
      expect(
        'the judge judged nothing',
        looks.every(({ ended }) => ended !== undefined),
        `${looks.length} looks`,
      );
      expectProdUnchanged(expect, result);
    }
  },
};

/** Takes one right from the judge's role, as somebody in the account's IAM might, while something is done. */
async function withoutRight<T>({ clients }: Session, action: string, run: () => Promise<T>): Promise<T> {
  const { Role = '' } = await clients.lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: `${RELEASED}-bake-judge` }),
  );
  const RoleName = Role.split('/').at(-1);
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: action, Resource: '*' }],
  });
  await clients.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: POLICY, PolicyDocument }));
  try {
    return await run();
  } finally {
    await clients.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: POLICY }));
  }
}
