import { ListActionExecutionsCommand } from '@aws-sdk/client-codepipeline';
import type { WaitingApproval } from '../../session/follow.ts';
import { PERMISSIONS_APPROVAL, type Session } from '../../session/session.ts';
import { expectStopped } from '../checks.ts';
import { readsWholePartitions } from '../edits.ts';
import type { Scenario } from '../scenario.ts';
import { foreignCode, intrudersS3 } from './intruder.ts';

/** Puts another archive in the place of the cloud assembly of an execution. */
async function exchangeAssembly(session: Session, pipelineExecutionId: string): Promise<void> {
  const { actionExecutionDetails = [] } = await session.clients.codepipeline.send(
    new ListActionExecutionsCommand({ pipelineName: session.project.pipelineName, filter: { pipelineExecutionId } }),
  );
  const assembly = actionExecutionDetails
    .flatMap(({ output }) => output?.outputArtifacts ?? [])
    .find(({ name }) => name === 'Assembly')?.s3location;
  const { PutObjectCommand } = await import('@aws-sdk/client-s3');
  const s3 = await intrudersS3(session);
  await s3.send(new PutObjectCommand({ Bucket: assembly?.bucket, Key: assembly?.key, Body: await foreignCode() }));
}

export const exchangedArtifact: Scenario = {
  name: 'exchanged-artifact',
  push: 'a function that may read more of its table; while it waits for the security approver, somebody exchanges what was built',
  outcome: 'the pipeline does not update itself from it, and nothing is deployed',
  run: async ({ release, expect, session }) => {
    const result = await release({
      message: 'Lists of students, exchanged',
      edits: readsWholePartitions,
      answer: async ({ stageName, executionId }: WaitingApproval) => {
        if (stageName === PERMISSIONS_APPROVAL) await exchangeAssembly(session, executionId);
        return { approve: true, comment: 'As it was read' };
      },
    });
    expectStopped(expect, result, 'UpdatePipeline', ['computed checksum did NOT match']);
  },
};
