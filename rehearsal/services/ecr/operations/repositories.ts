import type * as sdk from '@aws-sdk/client-ecr';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context, Operations } from '../../../kernel/service.ts';
import { checkPolicy } from '../../../policy/check.ts';
import { refusing } from '../../../policy/document.ts';
import {
  findRepository,
  nameOfArn,
  type Repository,
  repositories,
  repositoryArn,
  repositoryUri,
  saveRepository,
} from '../repositories.ts';

function describe(context: Context, repository: Repository): sdk.Repository {
  return {
    repositoryArn: repositoryArn(context, repository.name),
    registryId: context.account,
    repositoryName: repository.name,
    repositoryUri: repositoryUri(context, repository.name),
    createdAt: new Date(repository.createdMs),
    imageTagMutability: repository.tagMutability,
    imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
    encryptionConfiguration: {
      encryptionType: repository.encryption.type,
      ...(repository.encryption.key === undefined ? {} : { kmsKey: repository.encryption.key }),
    },
  };
}
const invalidText = (member: string, why: string) =>
  new ServiceError(
    'InvalidParameterException',
    `Invalid parameter at '${member}' failed to satisfy constraint: '${why}'`,
  );
function acceptPolicy(text: string): string {
  refusing(
    (why) => invalidText('PolicyText', `Invalid repository policy provided: ${why}`),
    () => checkPolicy(text, 'resource'),
  );
  return text;
}
function acceptJson(text: string, member: string): string {
  try {
    JSON.parse(text);
  } catch {
    throw invalidText(member, 'Invalid JSON string');
  }
  return text;
}

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html and its relatives. */
export const repositoryOperations = {
  CreateRepository: (input, context) => {
    const name = input.repositoryName ?? '';
    if (
      !/^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/.test(name) ||
      name.length < 2 ||
      name.length > 256
    )
      throw new ServiceError(
        'InvalidParameterException',
        `Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*''`,
      );
    if (repositories(context).get(name) !== undefined)
      throw new ServiceError(
        'RepositoryAlreadyExistsException',
        `The repository with name '${name}' already exists in the registry with id '${context.account}'`,
      );
    const repository: Repository = {
      name,
      createdMs: context.clock.now(),
      tagMutability: input.imageTagMutability ?? 'MUTABLE',
      scanOnPush: input.imageScanningConfiguration?.scanOnPush ?? false,
      encryption: {
        type: input.encryptionConfiguration?.encryptionType ?? 'AES256',
        key: input.encryptionConfiguration?.kmsKey,
      },
      tags: input.tags ?? [],
      images: [],
    };
    saveRepository(context, repository);
    return { repository: describe(context, repository) };
  },
  DescribeRepositories: (input, context) => {
    const found =
      input.repositoryNames === undefined
        ? repositories(context).values()
        : input.repositoryNames.map((name) => findRepository(context, name, input.registryId));
    return { repositories: found.map((repository) => describe(context, repository)) };
  },
  DeleteRepository: (input, context) => {
    const repository = findRepository(context, input.repositoryName, input.registryId);
    if (repository.images.length > 0 && input.force !== true)
      throw new ServiceError(
        'RepositoryNotEmptyException',
        `The repository with name '${repository.name}' in registry with id '${context.account}' cannot be deleted because it still contains images`,
      );
    repositories(context).delete(repository.name);
    return { repository: describe(context, repository) };
  },
  PutImageTagMutability: (input, context) => {
    const repository = findRepository(context, input.repositoryName, input.registryId);
    saveRepository(context, { ...repository, tagMutability: input.imageTagMutability ?? 'MUTABLE' });
    return {
      registryId: context.account,
      repositoryName: repository.name,
      imageTagMutability: input.imageTagMutability,
    };
  },
  PutImageScanningConfiguration: (input, context) => {
    const repository = findRepository(context, input.repositoryName, input.registryId);
    saveRepository(context, { ...repository, scanOnPush: input.imageScanningConfiguration?.scanOnPush ?? false });
    return {
      registryId: context.account,
      repositoryName: repository.name,
      imageScanningConfiguration: input.imageScanningConfiguration,
    };
  },
  SetRepositoryPolicy: (input, context) => {
    const repository = findRepository(context, input.repositoryName, input.registryId);
    const policyText = acceptPolicy(input.policyText ?? '');
    saveRepository(context, { ...repository, policy: policyText });
    return { registryId: context.account, repositoryName: repository.name, policyText };
  },
  GetRepositoryPolicy: (input, context) => {
    const { name, policy } = findRepository(context, input.repositoryName, input.registryId);
    if (policy === undefined)
      throw new ServiceError(
        'RepositoryPolicyNotFoundException',
        `Repository policy does not exist for the repository with name '${name}' in the registry with id '${context.account}'`,
      );
    return { registryId: context.account, repositoryName: name, policyText: policy };
  },
  DeleteRepositoryPolicy: (input, context) => {
    const repository = findRepository(context, input.repositoryName, input.registryId);
    saveRepository(context, { ...repository, policy: undefined });
    return {
      registryId: context.account,
      repositoryName: repository.name,
      ...(repository.policy === undefined ? {} : { policyText: repository.policy }),
    };
  },
  PutLifecyclePolicy: (input, context) => {
    const repository = findRepository(context, input.repositoryName, input.registryId);
    const lifecyclePolicyText = acceptJson(input.lifecyclePolicyText ?? '', 'LifecyclePolicyText');
    saveRepository(context, { ...repository, lifecycle: lifecyclePolicyText, lifecycleMs: context.clock.now() });
    return { registryId: context.account, repositoryName: repository.name, lifecyclePolicyText };
  },
  GetLifecyclePolicy: (input, context) => {
    const { name, lifecycle } = findRepository(context, input.repositoryName, input.registryId);
    if (lifecycle === undefined)
      throw new ServiceError(
        'LifecyclePolicyNotFoundException',
        `Lifecycle policy does not exist for the repository with name '${name}' in the registry with id '${context.account}'`,
      );
    return { registryId: context.account, repositoryName: name, lifecyclePolicyText: lifecycle };
  },
  DeleteLifecyclePolicy: (input, context) => {
    const repository = findRepository(context, input.repositoryName, input.registryId);
    saveRepository(context, { ...repository, lifecycle: undefined });
    return {
      registryId: context.account,
      repositoryName: repository.name,
      ...(repository.lifecycle === undefined ? {} : { lifecyclePolicyText: repository.lifecycle }),
    };
  },
  TagResource: (input, context) => {
    const repository = findRepository(context, nameOfArn(input.resourceArn));
    const names = new Set(input.tags?.map((tag) => tag.Key));
    saveRepository(context, {
      ...repository,
      tags: [...repository.tags.filter((tag) => !names.has(tag.Key)), ...(input.tags ?? [])],
    });
    return {};
  },
  UntagResource: (input, context) => {
    const repository = findRepository(context, nameOfArn(input.resourceArn));
    saveRepository(context, {
      ...repository,
      tags: repository.tags.filter((tag) => !input.tagKeys?.includes(tag.Key ?? '')),
    });
    return {};
  },
  ListTagsForResource: (input, context) => ({ tags: [...findRepository(context, nameOfArn(input.resourceArn)).tags] }),
  GetAuthorizationToken: (_input, { account, region, principals, principal, clock }) => {
    const TOKEN_SECONDS = 12 * 3_600;
    const issued = principals.issueSession(principal, TOKEN_SECONDS);
    return {
      authorizationData: [
        {
          authorizationToken: Buffer.from(`AWS:${issued.sessionToken ?? ''}`).toString('base64'),
          expiresAt: new Date(issued.expiresMs ?? clock.now() + TOKEN_SECONDS * 1000),
          proxyEndpoint: `https://${account}.dkr.ecr.${region}.amazonaws.com`,
        },
      ],
    };
  },
} satisfies Operations<typeof sdk>;
