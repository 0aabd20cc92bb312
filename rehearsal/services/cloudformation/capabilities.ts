import type { Capability } from '@aws-sdk/client-cloudformation';
import type { Template } from './template/template.ts';

/** Types that can change permissions: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-template.html */
const IAM_TYPES: Readonly<Record<string, string | undefined>> = {
  'AWS::IAM::AccessKey': undefined,
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Policy': undefined,
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::UserToGroupAddition': undefined,
};

export interface Needed {
  readonly capabilities: readonly Capability[];
  readonly reason?: string;
}

/** What somebody who deploys the template has to acknowledge. */
export function neededCapabilities(template: Template): Needed {
  const iam = Object.values(template.Resources).filter(({ Type }) => Type in IAM_TYPES);
  const named = iam.some(({ Type, Properties }) => {
    const name = IAM_TYPES[Type];
    return name !== undefined && Properties?.[name] !== undefined;
  });
  const needed: Capability[] = [];
  if (named) needed.push('CAPABILITY_NAMED_IAM');
  else if (iam.length > 0) needed.push('CAPABILITY_IAM');
  if (template.Transform !== undefined) needed.push('CAPABILITY_AUTO_EXPAND');
  const types = [...new Set(iam.map(({ Type }) => Type))];
  return {
    capabilities: needed,
    ...(iam.length === 0 ? {} : { reason: `The following resource(s) require capabilities: [${types.join(', ')}]` }),
  };
}

/** Those of `needed` that were not given; CAPABILITY_NAMED_IAM includes CAPABILITY_IAM. */
export function missingCapabilities(needed: readonly Capability[], given: readonly Capability[]): Capability[] {
  return needed.filter(
    (one) => !given.includes(one) && !(one === 'CAPABILITY_IAM' && given.includes('CAPABILITY_NAMED_IAM')),
  );
}
