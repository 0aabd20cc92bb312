import {
  BatchGetImageCommand,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  InitiateLayerUploadCommand,
  PutImageCommand,
} from '@aws-sdk/client-ecr';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ecr as service } from '../../../rehearsal/services/ecr/index.ts';
import { startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

let local: TestRehearsal;
let ecr: ECRClient;
beforeAll(async () => {
  local = await startTestRehearsal([service]);
  ecr = local.client(ECRClient);
});
afterAll(() => local.stop());

test('a repository is kept and described', async () => {
  await ecr.send(new CreateRepositoryCommand({ repositoryName: 'assets', imageTagMutability: 'IMMUTABLE' }));
  const { repositories } = await ecr.send(new DescribeRepositoriesCommand({ repositoryNames: ['assets'] }));
  expect(repositories).toMatchObject([
    {
      repositoryArn: 'arn:aws:ecr:eu-west-1:111122223333:repository/assets',
      repositoryUri: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/assets',
      imageTagMutability: 'IMMUTABLE',
    },
  ]);
  await expect(ecr.send(new DescribeRepositoriesCommand({ repositoryNames: ['none'] }))).rejects.toMatchObject({
    name: 'RepositoryNotFoundException',
    message: "The repository with name 'none' does not exist in the registry with id '111122223333'",
  });
});

test('an immutable tag stays on its image', async () => {
  const put = (imageManifest: string) =>
    ecr.send(new PutImageCommand({ repositoryName: 'assets', imageManifest, imageTag: 'v1' }));
  await put('{"a":1}');
  await expect(put('{"a":2}')).rejects.toMatchObject({ name: 'ImageTagAlreadyExistsException' });
  const imageIds = [{ imageTag: 'v1' }];
  expect((await ecr.send(new BatchGetImageCommand({ repositoryName: 'assets', imageIds }))).images).toMatchObject([
    { imageManifest: '{"a":1}' },
  ]);
  await expect(
    ecr.send(new DescribeImagesCommand({ repositoryName: 'assets', imageIds: [{ imageTag: 'v2' }] })),
  ).rejects.toMatchObject({ name: 'ImageNotFoundException' });
  await expect(ecr.send(new DeleteRepositoryCommand({ repositoryName: 'assets' }))).rejects.toMatchObject({
    name: 'RepositoryNotEmptyException',
  });
});

test('layers are not pushed, and that is said', async () => {
  await expect(ecr.send(new InitiateLayerUploadCommand({ repositoryName: 'assets' }))).rejects.toMatchObject({
    name: 'NotImplemented',
  });
  const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
  expect(Buffer.from(authorizationData?.[0]?.authorizationToken ?? '', 'base64').toString()).toMatch(/^AWS:./);
});
