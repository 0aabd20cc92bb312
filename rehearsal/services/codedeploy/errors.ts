import { ServiceError } from '../../kernel/errors.ts';

/* The error shapes of https://docs.aws.amazon.com/codedeploy/latest/APIReference/CommonErrors.html and its operations. */

export const noApplication = (name: string) =>
  new ServiceError('ApplicationDoesNotExistException', `No application found for name: ${name}`);
export const noGroup = (name: string) =>
  new ServiceError('DeploymentGroupDoesNotExistException', `No Deployment Group found for name: ${name}`);
export const noConfig = (name: string) =>
  new ServiceError('DeploymentConfigDoesNotExistException', `No deployment configuration found for name: ${name}`);
export const noDeployment = (id: string) =>
  new ServiceError('DeploymentDoesNotExistException', `The deployment ${id} could not be found`);
export const invalidRevision = (why: string) => new ServiceError('InvalidRevisionException', why);
export const required = (code: string, what: string) => new ServiceError(code, `${what} is required`);
