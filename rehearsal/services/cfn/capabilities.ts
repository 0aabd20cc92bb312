import { ServiceError } from '../../kernel/errors.ts';
import type { Template } from './template/template.ts';

const IAM_TYPES = new Set([
  'AWS::IAM::AccessKey',
  'AWS::IAM::Group',
  'AWS::IAM::InstanceProfile',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::IAM::User',
  'AWS::IAM::UserToGroupAddition',
]);
const NAMES = ['RoleName', 'ManagedPolicyName', 'UserName', 'GroupName', 'InstanceProfileName'];

/**
 * Templates that make IAM resources need the caller's word for it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-template.html#using-iam-capabilities
 */
export function checkCapabilities(template: Template, given: readonly string[]): void {
  const iam = Object.values(template.Resources).filter((resource) => IAM_TYPES.has(resource.Type));
  const named = iam.some((resource) => NAMES.some((name) => resource.Properties?.[name] !== undefined));
  const needed = named ? ['CAPABILITY_NAMED_IAM'] : iam.length > 0 ? ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'] : [];
  if (needed.length === 0 || needed.some((capability) => given.includes(capability))) return;
  throw new ServiceError('InsufficientCapabilitiesException', `Requires capabilities : [${needed[0]}]`, 400);
}
