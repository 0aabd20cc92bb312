import type {
  GetStackPolicyCommandInput,
  GetStackPolicyCommandOutput,
  SetStackPolicyCommandInput,
  SetStackPolicyCommandOutput,
  UpdateTerminationProtectionCommandInput,
  UpdateTerminationProtectionCommandOutput,
} from '@aws-sdk/client-cloudformation';
import type { Context, Output } from '../../../kernel/service.ts';
import { notSupported, validation } from '../errors.ts';
import { parseStackPolicy } from '../stack-policy.ts';
import { getLiveStack, putStack } from '../state.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_SetStackPolicy.html */
export function setStackPolicy(
  input: SetStackPolicyCommandInput,
  context: Context,
): Output<SetStackPolicyCommandOutput> {
  const stack = getLiveStack(context, input.StackName);
  if (input.StackPolicyURL !== undefined) throw notSupported('StackPolicyURL');
  if (input.StackPolicyBody === undefined)
    throw validation('Either StackPolicyURL or StackPolicyBody must be specified.');
  parseStackPolicy(input.StackPolicyBody);
  putStack(context, { ...stack, policy: input.StackPolicyBody });
  return {};
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetStackPolicy.html */
export function getStackPolicy(
  input: GetStackPolicyCommandInput,
  context: Context,
): Output<GetStackPolicyCommandOutput> {
  return { StackPolicyBody: getLiveStack(context, input.StackName).policy };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateTerminationProtection.html */
export function updateTerminationProtection(
  input: UpdateTerminationProtectionCommandInput,
  context: Context,
): Output<UpdateTerminationProtectionCommandOutput> {
  const stack = getLiveStack(context, input.StackName);
  putStack(context, { ...stack, terminationProtection: input.EnableTerminationProtection ?? false });
  return { StackId: stack.id };
}
