import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { z } from 'zod';
import type { ReleaseClients } from './clients.ts';

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html */
const appSpec = z.object({ Hooks: z.array(z.record(z.string(), z.string())).default([]) });
/** What our hooks write about their verdict, in one line. */
const verdict = z.object({ deploymentId: z.string(), reason: z.string() });

const MINUTE_MS = 60_000;

function hookFunction({ revision }: DeploymentInfo, hookName: string): string | undefined {
  const content = revision?.appSpecContent?.content ?? revision?.string?.content;
  if (content === undefined) return undefined;
  let document: unknown;
  try {
    document = JSON.parse(content);
  } catch {
    // An AppSpec may be YAML too; CloudFormation, which makes ours, writes JSON.
    return undefined;
  }
  const read = appSpec.safeParse(document);
  return read.data?.Hooks.find((hook) => hook[hookName] !== undefined)?.[hookName];
}

/** The verdict in a line of a function's log: the JSON behind what the runtime puts in front. */
function reasonIn(line: string, deploymentId: string): string | undefined {
  const begin = line.indexOf('{');
  if (begin < 0) return undefined;
  try {
    const read = verdict.safeParse(JSON.parse(line.slice(begin)));
    return read.data?.deploymentId === deploymentId ? read.data.reason : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Why a hook has failed, in the words of its own log.
 * @returns undefined where it said nothing, or is no hook of ours
 */
export async function readHookReason(
  { lambda, logs }: ReleaseClients,
  info: DeploymentInfo,
  hookName: string,
): Promise<string | undefined> {
  const { deploymentId = '', createTime, completeTime } = info;
  const FunctionName = hookFunction(info, hookName);
  if (FunctionName === undefined) return undefined;
  const { LoggingConfig } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const { events = [] } = await logs.send(
    new FilterLogEventsCommand({
      logGroupName: LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}`,
      filterPattern: `"${deploymentId}"`,
      ...(createTime === undefined ? {} : { startTime: createTime.getTime() }),
      ...(completeTime === undefined ? {} : { endTime: completeTime.getTime() + MINUTE_MS }),
    }),
  );
  return events.flatMap(({ message = '' }) => reasonIn(message, deploymentId) ?? [])[0];
}
