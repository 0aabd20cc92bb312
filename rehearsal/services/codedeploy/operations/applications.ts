import type {
  CreateApplicationCommandInput,
  DeleteApplicationCommandInput,
  GetApplicationCommandInput,
  ListApplicationsCommandInput,
  UpdateApplicationCommandInput,
} from '@aws-sdk/client-codedeploy';
import { ServiceError } from '../../../kernel/errors.ts';
import { uuid } from '../../../kernel/ids.ts';
import type { Context } from '../../../kernel/service.ts';
import { tagsByName } from '../../../policy/tag-keys.ts';
import { required } from '../errors.ts';
import type { Application } from '../model.ts';
import { applications, getApplication, groups } from '../state.ts';

const NAME = /^.{1,100}$/;

function validName(name: string | undefined): string {
  if (name === undefined) throw required('ApplicationNameRequiredException', 'Application name');
  if (!NAME.test(name))
    throw new ServiceError('InvalidApplicationNameException', `Application name is not valid: ${name}`);
  return name;
}

const describe = (application: Application) => ({
  applicationId: application.id,
  applicationName: application.name,
  computePlatform: application.platform,
  createTime: new Date(application.createdMs),
  linkedToGitHub: false,
});

export function createApplication(input: CreateApplicationCommandInput, context: Context) {
  const name = validName(input.applicationName);
  if (input.computePlatform !== 'Lambda')
    throw new ServiceError(
      'InvalidComputePlatformException',
      `The compute platform ${input.computePlatform ?? 'Server'} is not run here: use Lambda`,
    );
  if (applications(context).get(name) !== undefined)
    throw new ServiceError('ApplicationAlreadyExistsException', `Application already exists: ${name}`);
  const application: Application = {
    name,
    id: uuid(),
    platform: 'Lambda',
    createdMs: context.clock.now(),
    tags: tagsByName(input.tags),
  };
  applications(context).put(name, application);
  return { applicationId: application.id };
}

export function getApplicationOperation(input: GetApplicationCommandInput, context: Context) {
  return { application: describe(getApplication(context, validName(input.applicationName))) };
}

export function listApplications(_input: ListApplicationsCommandInput, context: Context) {
  return {
    applications: applications(context)
      .values()
      .map((application) => application.name),
  };
}

export function updateApplication(input: UpdateApplicationCommandInput, context: Context) {
  const application = getApplication(context, validName(input.applicationName));
  const name = input.newApplicationName;
  if (name === undefined || name === application.name) return {};
  throw new ServiceError(
    'NotImplemented',
    `Renaming application ${application.name} to ${name} is not implemented`,
    501,
  );
}

/** Deletes the application with its groups; unknown names are no error, as on AWS. */
export function deleteApplication(input: DeleteApplicationCommandInput, context: Context) {
  const name = validName(input.applicationName);
  context.store.transaction(() => {
    for (const { key } of groups(context).entries(`${name}/`)) groups(context).delete(key);
    applications(context).delete(name);
  });
  return {};
}
