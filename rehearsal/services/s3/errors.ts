import { ServiceError } from '../../kernel/errors.ts';

/* https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */

export const noSuchBucket = (bucket: string) =>
  new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: bucket });
export const noSuchKey = (key: string) =>
  new ServiceError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
export const noSuchVersion = (key: string, version: string) =>
  new ServiceError('NoSuchVersion', 'The specified version does not exist.', 404, { Key: key, VersionId: version });
export const noSuchUpload = (uploadId: string) =>
  new ServiceError(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    404,
    { UploadId: uploadId },
  );
/** What HEAD answers: it has no body to say more in. */
export const notFound = () => new ServiceError('NotFound', 'Not Found', 404);
export const bucketNotEmpty = (bucket: string) =>
  new ServiceError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409, { BucketName: bucket });
export const invalidArgument = (message: string, name: string, value: string) =>
  new ServiceError('InvalidArgument', message, 400, { ArgumentName: name, ArgumentValue: value });
export const invalidRequest = (message: string) => new ServiceError('InvalidRequest', message, 400);
export const malformedXml = () =>
  new ServiceError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
    400,
  );
export const preconditionFailed = (condition: string) =>
  new ServiceError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
    Condition: condition,
  });
export const badDigest = (what: string) =>
  new ServiceError('BadDigest', `The ${what} you specified did not match the calculated checksum.`, 400);
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html */
export const publicPolicyBlocked = (caller: string, bucket: string) =>
  new ServiceError(
    'AccessDenied',
    `User: ${caller} is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::${bucket}" because public policies are blocked by the BlockPublicPolicy block public access setting.`,
    403,
  );
export const methodNotAllowed = () =>
  new ServiceError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405);
export const unsupported = (what: string) =>
  new ServiceError('NotImplemented', `The rehearsal's S3 does not implement ${what}`, 501);
