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
import type { Stack } from '../model.ts';
import { templateText } from '../request/template-source.ts';
import { getChangeSet, getStack, operationOf, templateBody } from '../state.ts';
import { dependencyGraph } from '../template/dependencies.ts';
import { parseTemplate } from '../template/template.ts';

/**
 * The template as it was given; none for a stack whose first change set was not executed yet.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html
 */
export function getTemplate(input: GetTemplateCommandInput, context: Context): Output<GetTemplateCommandOutput> {
  const body =
    input.ChangeSetName === undefined
      ? currentTemplate(getStack(context, input.StackName), context)
      : getChangeSet(context, input.ChangeSetName, input.StackName).settings.templateBody;
  return { TemplateBody: body, StagesAvailable: ['Original', 'Processed'] };
}

/** While a stack is being made, or after that failed, the template that it is made from. */
const currentTemplate = (stack: Stack, context: Context) =>
  templateBody(context, stack.id) ?? operationOf(context, stack.id)?.settings.templateBody;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplateSummary.html */
export async function getTemplateSummary(
  input: GetTemplateSummaryCommandInput,
  context: Context,
): Promise<Output<GetTemplateSummaryCommandOutput>> {
  if (input.StackSetName !== undefined) throw validation('The rehearsal does not support StackSetName');
  const body =
    input.StackName === undefined
      ? await templateText(input, undefined, context)
      : currentTemplate(getStack(context, input.StackName), context);
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
