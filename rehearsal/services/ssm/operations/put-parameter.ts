import type { ParameterType, PutParameterCommandInput } from '@aws-sdk/client-ssm';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context } from '../../../kernel/service.ts';
import { unsupported, validation } from '../errors.ts';
import { latest, type ParameterVersion, parameters } from '../parameters.ts';
import { encrypt } from '../secure-string.ts';

const STANDARD_BYTES = 4_096;
const ADVANCED_BYTES = 8_192;
const MOST_VERSIONS = 100;
const DEFAULT_KEY = 'alias/aws/ssm';

function acceptName(name: string): void {
  if (!/^[a-zA-Z0-9_.\-/]+$/.test(name))
    throw validation(
      'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
    );
  if (name.includes('/') && !name.startsWith('/'))
    throw validation('Parameter name must be a fully qualified name: a name with "/" has to start with one.');
  if (/^\/?(aws|ssm)/i.test(name))
    throw validation(`Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive): ${name}`);
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
export async function putParameter(input: PutParameterCommandInput, context: Context) {
  const name = input.Name ?? '';
  const value = input.Value ?? '';
  acceptName(name);
  if (input.Policies !== undefined) throw unsupported('parameter policies');
  const present = parameters(context).get(name);
  if (present !== undefined && input.Overwrite !== true)
    throw new ServiceError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  if (present !== undefined && input.Tags !== undefined)
    throw validation(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    );
  const previous = present === undefined ? undefined : latest(present);
  const type: ParameterType | undefined = input.Type ?? previous?.type;
  if (type === undefined) throw validation('A parameter type is required when you create a parameter.');
  const tier =
    input.Tier === 'Advanced' ||
    previous?.tier === 'Advanced' ||
    (input.Tier === 'Intelligent-Tiering' && Buffer.byteLength(value) > STANDARD_BYTES)
      ? 'Advanced'
      : 'Standard';
  const longest = tier === 'Advanced' ? ADVANCED_BYTES : STANDARD_BYTES;
  if (Buffer.byteLength(value) > longest)
    throw validation(
      `${tier} tier parameters support a maximum parameter value of ${longest} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.`,
    );
  if (value === '')
    throw validation(
      "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.",
    );
  const pattern = input.AllowedPattern ?? previous?.allowedPattern;
  if (pattern !== undefined && !new RegExp(pattern).test(value))
    throw new ServiceError(
      'ParameterPatternMismatchException',
      `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
    );
  const keyId = type === 'SecureString' ? (input.KeyId ?? previous?.keyId ?? DEFAULT_KEY) : undefined;
  const stored = keyId === undefined ? value : await encrypt(context, name, keyId, value);

  const version: ParameterVersion = {
    version: (previous?.version ?? 0) + 1,
    value: stored,
    type,
    keyId,
    description: input.Description ?? previous?.description,
    allowedPattern: pattern,
    tier,
    dataType: input.DataType ?? previous?.dataType ?? 'text',
    modifiedMs: context.clock.now(),
    modifiedBy: context.principal.arn,
    labels: [],
  };
  parameters(context).put(name, {
    name,
    tags: present?.tags ?? input.Tags ?? [],
    versions: [...(present?.versions ?? []), version].slice(-MOST_VERSIONS),
  });
  context.bus.publish({
    source: 'aws.ssm',
    'detail-type': 'Parameter Store Change',
    account: context.account,
    region: context.region,
    resources: [context.arn('ssm', `parameter${name.startsWith('/') ? '' : '/'}${name}`)],
    detail: {
      operation: present === undefined ? 'Create' : 'Update',
      name,
      type,
      ...(version.description === undefined ? {} : { description: version.description }),
    },
  });
  return { Version: version.version, Tier: version.tier };
}
