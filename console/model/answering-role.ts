import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { Refused } from '../../operations/refused.ts';
import type { Actor } from './steer.ts';

/** What https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html takes for the name of a session. */
const IN_SESSION_NAME = /[\w+=,.@-]/;
const SESSION_NAME_MAX = 64;
const NOT_THEIRS = /AccessDenied|ValidationError/;

/** A session that is named after the person: the history has the session, and the session has to tell who it was. */
function sessionName(personArn: string): string {
  const name = personArn.slice(personArn.lastIndexOf('/') + 1);
  return [...name]
    .map((character) => (IN_SESSION_NAME.test(character) ? character : '-'))
    .join('')
    .slice(0, SESSION_NAME_MAX)
    .padEnd(2, '-');
}

/**
 * Whoever answers an approval with a role of its own, such as the one that the pipeline's stack has for a stage. All that the
 * answer rests on is read with the person's own rights: the role sees the approval and nothing else.
 *
 * @param person whose rights all else is read with
 * @param endpoint the address that the clients are given instead of AWS's own
 * @throws Refused where the person may not become the role
 */
export async function answeringAs(roleArn: string, person: Actor, endpoint: string | undefined): Promise<Actor> {
  const { clients, pipelineName } = person;
  const assume = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: sessionName(person.principal) });
  const { Credentials: keys, AssumedRoleUser: user } = await clients.sts.send(assume).catch((error: unknown) => {
    if (!(error instanceof Error) || !NOT_THEIRS.test(error.name)) throw error;
    throw new Refused(
      `You may not become ${roleArn}: ${error.message.replace(/\.$/, '')}`,
      'The role of a stage is for people with the tag slipway:approves for that stage, and without slipway:pushes.',
    );
  });
  if (keys?.AccessKeyId === undefined || keys.SecretAccessKey === undefined || user?.Arn === undefined)
    throw new Error(`sts:AssumeRole of ${roleArn} answered no credentials`);
  const codepipeline = new CodePipelineClient({
    region: clients.codepipeline.config.region,
    ...(endpoint === undefined ? {} : { endpoint }),
    credentials: {
      accessKeyId: keys.AccessKeyId,
      secretAccessKey: keys.SecretAccessKey,
      ...(keys.SessionToken === undefined ? {} : { sessionToken: keys.SessionToken }),
    },
  });
  return { clients: { ...clients, codepipeline }, pipelineName, principal: user.Arn };
}
