import { createHash } from 'node:crypto';
import { GetPipelineCommand } from '@aws-sdk/client-codepipeline';
import { UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { z } from 'zod';
import type { Session } from '../../session/session.ts';
import { moreMemory } from '../edits.ts';
import type { Scenario } from '../scenario.ts';
import { foreignCode, intrudersS3, newest } from './intruder.ts';
import { approvingMeanwhile, expectRefusedByPassport, TARGET } from './refused-by-passport.ts';

const Envelope = z.looseObject({ payload: z.string() });
const Statement = z.looseObject({ subject: z.array(z.unknown()) });

/** Puts other code into the function, and its hash among those that the newest passport names. */
async function forge(session: Session): Promise<void> {
  const { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } = await import('@aws-sdk/client-s3');
  const ZipFile = await foreignCode();
  await session.clients.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: TARGET, ZipFile }));
  const { pipeline } = await session.clients.codepipeline.send(
    new GetPipelineCommand({ name: session.project.pipelineName }),
  );
  const Bucket = pipeline?.artifactStore?.location;
  const s3 = await intrudersS3(session);
  const Key = newest((await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'passports/' }))).Contents ?? []);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  const envelope = Envelope.parse(JSON.parse((await Body?.transformToString()) ?? ''));
  const statement = Statement.parse(JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')));
  const sha256 = createHash('sha256').update(ZipFile).digest('hex');
  statement.subject.push({ name: 'get-student-details', digest: { sha256 } });
  const payload = Buffer.from(JSON.stringify(statement)).toString('base64');
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify({ ...envelope, payload }) }));
}

export const forgedPassport: Scenario = {
  name: 'forged-passport',
  push: "a change of memory alone, while somebody puts other code into Prod's function and its hash into the passport",
  outcome: 'the signature no longer holds; the version never gets traffic',
  run: async ({ release, expect, session }) => {
    const result = await release({
      message: 'Functions have more memory for now',
      edits: [moreMemory],
      answer: approvingMeanwhile(() => forge(session)),
    });
    // Memory is of every function, and so each hook reads the forged passport.
    await expectRefusedByPassport(expect, session, result, 'no signature of', [TARGET, 'Prod-addStudentDetails']);
  },
};
