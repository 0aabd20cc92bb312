import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Edit } from '../../session/workspace.ts';
import { newRevision } from '../edits.ts';
import { expectStoppedBeforeTraffic } from '../pre-traffic-fails.ts';
import type { Scenario } from '../scenario.ts';
import { expectRefused } from './hostile-build.ts';

const ATTEMPTS = ['read the table of Prod', 'write the table of Prod', 'invoke the function of Prod'];

/** The hook of Beta reaches for Prod before it does its own work. */
const reachesForProd: Edit = {
  file: 'hooks/pre-traffic/handler.ts',
  find: '  async putRecord(table, key, fields) {\n',
  replace: `  async putRecord(table, key, fields) {
    const attempt = async (what: string, send: () => Promise<unknown>) => {
      try {
        await send();
        console.log(\`SUCCEEDED: \${what}\`);
      } catch (error) {
        console.log(\`REFUSED: \${what}: \${error instanceof Error ? \`\${error.name}: \${error.message}\` : ''}\`);
      }
    };
    const TableName = 'Prod-StudentDetails';
    await attempt('${ATTEMPTS[0]}', () =>
      dynamodb.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'Roll = :roll',
          ExpressionAttributeValues: { ':roll': { S: 'T-0001' } },
        }),
      ),
    );
    await attempt('${ATTEMPTS[1]}', () =>
      dynamodb.send(new PutItemCommand({ TableName, Item: { Roll: { S: 'hostile' } } })),
    );
    await attempt('${ATTEMPTS[2]}', () =>
      lambda.send(new InvokeCommand({ FunctionName: 'Prod-getStudentDetails', Qualifier: 'live' })),
    );
    if (TableName !== table.tableName) throw new Error('The attempts were made');
`,
};

export const hostileHook: Scenario = {
  name: 'hostile-hook',
  push: 'a hook of Beta that reads, writes and invokes what belongs to Prod',
  outcome: 'every attempt is refused with the words of AWS; the hook fails the deployment; Prod is unchanged',
  run: async ({ release, expect, session }) => {
    const { nowMs: startTime } = await session.control.clock();
    const result = await release({ message: 'Reach for Prod', edits: [reachesForProd, newRevision('33')] });
    expectStoppedBeforeTraffic(expect, result);
    const { events = [] } = await session.clients.logs.send(
      new FilterLogEventsCommand({
        logGroupName: '/aws/lambda/Beta-getStudentDetails-pre-traffic',
        filterPattern: '?REFUSED ?SUCCEEDED',
        startTime: Math.floor(startTime),
      }),
    );
    const lines = events.map(({ message = '' }) => message.slice(message.search(/REFUSED|SUCCEEDED/)).trim());
    expectRefused(expect, lines, ATTEMPTS);
  },
};
