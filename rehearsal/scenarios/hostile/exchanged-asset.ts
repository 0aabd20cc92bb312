import type { Session } from '../../session/session.ts';
import { newRevision } from '../edits.ts';
import type { Scenario } from '../scenario.ts';
import { foreignCode, newest, publishersS3 } from './intruder.ts';
import { approvingMeanwhile, expectRefusedByPassport } from './refused-by-passport.ts';

/** Puts foreign code in the place of the newest archive that was published. */
async function exchangeNewestAsset(session: Session): Promise<void> {
  const { ListObjectsV2Command, PutObjectCommand } = await import('@aws-sdk/client-s3');
  const { account, region } = session.endpoint;
  const s3 = await publishersS3(session);
  const Bucket = `cdk-hnb659fds-assets-${account}-${region}`;
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  const Key = newest(Contents.filter((one) => one.Key?.endsWith('.zip')));
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: await foreignCode() }));
}

export const exchangedAsset: Scenario = {
  name: 'exchanged-asset',
  push: 'a visible change of an answer, whose archive somebody exchanges in the bucket between Beta and Prod',
  outcome: 'the version is made of code that was not built, and never gets traffic',
  run: async ({ release, expect, session }) => {
    const result = await release({
      message: 'Answers carry revision 32',
      edits: [newRevision('32')],
      answer: approvingMeanwhile(() => exchangeNewestAsset(session)),
    });
    await expectRefusedByPassport(expect, session, result, 'is none of the');
  },
};
