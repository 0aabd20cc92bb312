import type {
  GetTemplateCommandInput,
  GetTemplateCommandOutput,
  GetTemplateSummaryCommandInput,
  GetTemplateSummaryCommandOutput,
  ValidateTemplateCommandInput,
  ValidateTemplateCommandOutput,
} from '@aws-sdk/client-cloudformation';
import type { Context, Output } from '../../../kernel/service.ts';
import { neededCapabilities } from '../capabilities.ts';
import { noStack, validation } from '../errors.ts';
import { inOrder } from '../execute/graph.ts';
import { templateText } from '../request/template-source.ts';
import { getChangeSet, getStack, templateBody } from '../state.ts';
import { dependencyGraph } from '../template/dependencies.ts';
import { parseTemplate } from '../template/template.ts';

/** The template as it was given. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html */
export function getTemplate(input: GetTemplateCommandInput, context: Context): Output<GetTemplateCommandOutput> {
  const body =
    input.ChangeSetName === undefined
      ? templateBody(context, getStack(context, input.StackName).id)
      : getChangeSet(context, input.ChangeSetName, input.StackName).settings.templateBody;
  if (body === undefined) throw noStack(input.StackName ?? '');
  return { TemplateBody: body, StagesAvailable: ['Original', 'Processed'] };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplateSummary.html */
export async function getTemplateSummary(
  input: GetTemplateSummaryCommandInput,
  context: Context,
): Promise<Output<GetTemplateSummaryCommandOutput>> {
  if (input.StackSetName !== undefined) throw validation('The rehearsal does not support StackSetName');
  const body =
    input.StackName === undefined
      ? await templateText(input, undefined, context)
      : templateBody(context, getStack(context, input.StackName).id);
  if (body === undefined) throw noStack(input.StackName ?? '');
  const template = parseTemplate(body);
  const { capabilities, reason } = neededCapabilities(template);
  return {
    Parameters: Object.entries(template.Parameters ?? {}).map(([key, parameter]) => ({
      ParameterKey: key,
      ParameterType: parameter.Type,
      DefaultValue: parameter.Default,
      NoEcho: parameter.NoEcho ?? false,
      Description: parameter.Description,
      ParameterConstraints: { AllowedValues: parameter.AllowedValues },
    })),
    Description: template.Description,
    Capabilities: [...capabilities],
    CapabilitiesReason: reason,
    ResourceTypes: [...new Set(Object.values(template.Resources).map(({ Type }) => Type))],
    Version: template.AWSTemplateFormatVersion,
    Metadata: template.Metadata === undefined ? undefined : JSON.stringify(template.Metadata),
    DeclaredTransforms: template.Transform,
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ValidateTemplate.html */
export async function validateTemplate(
  input: ValidateTemplateCommandInput,
  context: Context,
): Promise<Output<ValidateTemplateCommandOutput>> {
  const template = parseTemplate(await templateText(input, undefined, context));
  inOrder(dependencyGraph(template, () => true));
  const { capabilities, reason } = neededCapabilities(template);
  return {
    Parameters: Object.entries(template.Parameters ?? {}).map(([key, parameter]) => ({
      ParameterKey: key,
      DefaultValue: parameter.Default,
      NoEcho: parameter.NoEcho ?? false,
      Description: parameter.Description,
    })),
    Description: template.Description,
    Capabilities: [...capabilities],
    CapabilitiesReason: reason,
    DeclaredTransforms: template.Transform,
  };
}
