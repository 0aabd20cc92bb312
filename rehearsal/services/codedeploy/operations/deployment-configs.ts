import type {
  CreateDeploymentConfigCommandInput,
  DeleteDeploymentConfigCommandInput,
  GetDeploymentConfigCommandInput,
  TrafficRoutingConfig,
} from '@aws-sdk/client-codedeploy';
import { ServiceError } from '../../../kernel/errors.ts';
import { uuid } from '../../../kernel/ids.ts';
import type { Context } from '../../../kernel/service.ts';
import { describeConfig } from '../describe.ts';
import { required } from '../errors.ts';
import type { Routing } from '../model.ts';
import { allConfigs, configs, getConfig, groups } from '../state.ts';

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html: first to last shift within two days. */
const LONGEST_SHIFT_MINUTES = 2880;

function invalid(why: string): ServiceError {
  return new ServiceError('InvalidTrafficRoutingConfigurationException', why);
}

function percentOf(percent: number | undefined): number {
  if (percent === undefined || percent < 1 || percent > 99)
    throw invalid(`The percentage of an increment must be from 1 to 99, and is ${percent}`);
  return percent;
}

function minutesOf(minutes: number | undefined, steps: number): number {
  if (minutes === undefined || minutes < 1)
    throw invalid(`The interval must be at least one minute, and is ${minutes}`);
  if (minutes * steps > LONGEST_SHIFT_MINUTES)
    throw invalid(`The shift would take ${minutes * steps} minutes; it may take ${LONGEST_SHIFT_MINUTES}`);
  return minutes;
}

function toRouting(config: TrafficRoutingConfig | undefined): Routing {
  if (config?.type === 'TimeBasedCanary') {
    const { canaryPercentage, canaryInterval } = config.timeBasedCanary ?? {};
    return { kind: 'canary', percent: percentOf(canaryPercentage), minutes: minutesOf(canaryInterval, 1) };
  }
  if (config?.type === 'TimeBasedLinear') {
    const { linearPercentage, linearInterval } = config.timeBasedLinear ?? {};
    const percent = percentOf(linearPercentage);
    return { kind: 'linear', percent, everyMinutes: minutesOf(linearInterval, Math.ceil(100 / percent) - 1) };
  }
  if (config?.type === 'AllAtOnce') return { kind: 'allAtOnce' };
  throw invalid(
    `The type of traffic routing must be TimeBasedCanary, TimeBasedLinear or AllAtOnce, and is ${config?.type}`,
  );
}

export function createDeploymentConfig(input: CreateDeploymentConfigCommandInput, context: Context) {
  const name = input.deploymentConfigName;
  if (name === undefined) throw required('DeploymentConfigNameRequiredException', 'Deployment configuration name');
  if (name.startsWith('CodeDeployDefault.'))
    throw new ServiceError('InvalidDeploymentConfigNameException', `The prefix of ${name} is reserved`);
  if (input.computePlatform !== 'Lambda')
    throw new ServiceError(
      'InvalidComputePlatformException',
      `The compute platform ${input.computePlatform} is not run here`,
    );
  if (configs(context).get(name) !== undefined)
    throw new ServiceError(
      'DeploymentConfigAlreadyExistsException',
      `Deployment configuration already exists: ${name}`,
    );
  const config = { name, id: uuid(), routing: toRouting(input.trafficRoutingConfig), createdMs: context.clock.now() };
  configs(context).put(name, config);
  return { deploymentConfigId: config.id };
}

export function getDeploymentConfig(input: GetDeploymentConfigCommandInput, context: Context) {
  return { deploymentConfigInfo: describeConfig(getConfig(context, input.deploymentConfigName ?? '')) };
}

export function listDeploymentConfigs(_input: object, context: Context) {
  return { deploymentConfigsList: allConfigs(context).map((config) => config.name) };
}

export function deleteDeploymentConfig(input: DeleteDeploymentConfigCommandInput, context: Context) {
  const name = input.deploymentConfigName ?? '';
  const user = groups(context)
    .values()
    .find((group) => group.configName === name);
  if (user !== undefined)
    throw new ServiceError('DeploymentConfigInUseException', `${name} is used by deployment group ${user.name}`);
  if (name.startsWith('CodeDeployDefault.'))
    throw new ServiceError('InvalidOperationException', `${name} is predefined and cannot be deleted`);
  configs(context).delete(name);
  return {};
}
