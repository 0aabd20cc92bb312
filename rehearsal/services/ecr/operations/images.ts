import { createHash } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-ecr';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context, Operations } from '../../../kernel/service.ts';
import { findRepository, type Image, type Repository, saveRepository } from '../repositories.ts';

const MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';

function lookUp(repository: Repository, id: sdk.ImageIdentifier): Image | undefined {
  return repository.images.find(
    (image) =>
      (id.imageDigest === undefined || image.digest === id.imageDigest) &&
      (id.imageTag === undefined || image.tags.includes(id.imageTag)),
  );
}
const idText = (id: sdk.ImageIdentifier) =>
  `{imageDigest:'${id.imageDigest ?? 'null'}', imageTag:'${id.imageTag ?? 'null'}'}`;

function putImage(input: sdk.PutImageCommandInput, context: Context) {
  const repository = findRepository(context, input.repositoryName, input.registryId);
  const manifest = input.imageManifest ?? '';
  const digest = `sha256:${createHash('sha256').update(manifest).digest('hex')}`;
  const tag = input.imageTag;
  const holder = tag === undefined ? undefined : lookUp(repository, { imageTag: tag });
  if (holder !== undefined && holder.digest === digest)
    throw new ServiceError(
      'ImageAlreadyExistsException',
      `Image with digest '${digest}' and tag '${tag}' already exists in the repository with name '${repository.name}' in registry with id '${context.account}'`,
    );
  if (holder !== undefined && repository.tagMutability === 'IMMUTABLE')
    throw new ServiceError(
      'ImageTagAlreadyExistsException',
      `The image tag '${tag}' already exists in the '${repository.name}' repository and cannot be overwritten because the tag is immutable.`,
    );
  const others = repository.images
    .filter((image) => image.digest !== digest)
    .map((image) => ({ ...image, tags: image.tags.filter((one) => one !== tag) }));
  const present = lookUp(repository, { imageDigest: digest });
  const image: Image = {
    digest,
    tags: [...(present?.tags ?? []), ...(tag === undefined ? [] : [tag])],
    manifest,
    mediaType: input.imageManifestMediaType ?? MANIFEST,
    pushedMs: context.clock.now(),
  };
  saveRepository(context, { ...repository, images: [...others, image] });
  const imageId = { imageDigest: digest, ...(tag === undefined ? {} : { imageTag: tag }) };
  return { image: { registryId: context.account, repositoryName: repository.name, imageId, imageManifest: manifest } };
}

/** Manifests only: layers cannot be pushed. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html */
export const imageOperations = {
  PutImage: putImage,
  DescribeImages: (input, context) => {
    const repository = findRepository(context, input.repositoryName, input.registryId);
    const found = input.imageIds?.map((id) => {
      const image = lookUp(repository, id);
      if (image === undefined)
        throw new ServiceError(
          'ImageNotFoundException',
          `The image with imageId ${idText(id)} does not exist within the repository with name '${repository.name}' in the registry with id '${context.account}'`,
        );
      return image;
    });
    return {
      imageDetails: (found ?? repository.images).map((image) => ({
        registryId: context.account,
        repositoryName: repository.name,
        imageDigest: image.digest,
        ...(image.tags.length === 0 ? {} : { imageTags: [...image.tags] }),
        imageSizeInBytes: Buffer.byteLength(image.manifest),
        imagePushedAt: new Date(image.pushedMs),
        imageManifestMediaType: image.mediaType,
      })),
    };
  },
  ListImages: (input, context) => ({
    imageIds: findRepository(context, input.repositoryName, input.registryId).images.flatMap((image) =>
      image.tags.length === 0
        ? [{ imageDigest: image.digest }]
        : image.tags.map((imageTag) => ({ imageDigest: image.digest, imageTag })),
    ),
  }),
  BatchGetImage: (input, context) => {
    const repository = findRepository(context, input.repositoryName, input.registryId);
    const images: sdk.Image[] = [];
    const failures: sdk.ImageFailure[] = [];
    for (const imageId of input.imageIds ?? []) {
      const image = lookUp(repository, imageId);
      if (image === undefined)
        failures.push({ imageId, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' });
      else
        images.push({
          registryId: context.account,
          repositoryName: repository.name,
          imageId: { ...imageId, imageDigest: image.digest },
          imageManifest: image.manifest,
          imageManifestMediaType: image.mediaType,
        });
    }
    return { images, failures };
  },
  BatchDeleteImage: (input, context) => {
    const repository = findRepository(context, input.repositoryName, input.registryId);
    const wanted = input.imageIds ?? [];
    const found = wanted.filter((id) => lookUp(repository, id) !== undefined);
    const images = repository.images
      .filter((image) => !found.some((id) => id.imageDigest === image.digest))
      .map((image) => ({ ...image, tags: image.tags.filter((tag) => !found.some((id) => id.imageTag === tag)) }));
    saveRepository(context, { ...repository, images });
    return {
      imageIds: found,
      failures: wanted
        .filter((id) => !found.includes(id))
        .map((imageId) => ({
          imageId,
          failureCode: 'ImageNotFound' as const,
          failureReason: 'Requested image not found',
        })),
    };
  },
} satisfies Operations<typeof sdk>;
