import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Scope } from '../../kernel/service.ts';
import type { MakeClient } from './actor.ts';
import { validationError } from './errors.ts';
import type { Desired } from './state.ts';
import { dynamicReferences, type Environment, evaluate } from './template/evaluate.ts';
import { parseTemplate, type Template, type TemplateParameter } from './template/template.ts';

/** A parameter as a request gives it. */
export interface GivenParameter {
  readonly ParameterKey?: string | undefined;
  readonly ParameterValue?: string | undefined;
  readonly UsePreviousValue?: boolean | undefined;
}

interface Request {
  readonly body: string;
  readonly given: readonly GivenParameter[];
  readonly previous: Desired | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

const isSdkError = (error: unknown): error is Error => error instanceof Error && '$metadata' in error;

function givenValues(template: Template, { given, previous }: Request): Record<string, string> {
  const declared = template.Parameters ?? {};
  const names = given.map((one) => one.ParameterKey ?? '');
  const unknown = names.filter((name) => declared[name] === undefined);
  if (unknown.length > 0) throw validationError(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const values: Record<string, string> = {};
  const missing: string[] = [];
  for (const [name, parameter] of Object.entries(declared)) {
    const one = given.find((candidate) => candidate.ParameterKey === name);
    const value = one?.UsePreviousValue ? previous?.given[name] : one?.ParameterValue;
    const settled = value ?? (parameter.Default === undefined ? undefined : String(parameter.Default));
    if (settled === undefined) missing.push(name);
    else values[name] = settled;
  }
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(', ')}] must have values`);
  return values;
}

function checkValue(name: string, parameter: TemplateParameter, value: string): void {
  const refuse = (what: string) => {
    throw validationError(
      parameter.ConstraintDescription === undefined
        ? `Parameter '${name}' ${what}`
        : `Parameter ${name} failed to satisfy constraint: ${parameter.ConstraintDescription}`,
    );
  };
  if (parameter.AllowedValues !== undefined && !parameter.AllowedValues.map(String).includes(value))
    refuse(`must be one of AllowedValues`);
  if (parameter.AllowedPattern !== undefined && !new RegExp(`^(?:${parameter.AllowedPattern})$`).test(value))
    refuse(`must match pattern ${parameter.AllowedPattern}`);
  if (parameter.MinLength !== undefined && value.length < parameter.MinLength)
    refuse(`must contain at least ${parameter.MinLength} characters`);
  if (parameter.MaxLength !== undefined && value.length > parameter.MaxLength)
    refuse(`must contain at most ${parameter.MaxLength} characters`);
  if (parameter.Type === 'Number') {
    const number = Number(value);
    if (Number.isNaN(number)) refuse('must be a number');
    if (parameter.MinValue !== undefined && number < parameter.MinValue)
      refuse(`must be a number not less than ${parameter.MinValue}`);
    if (parameter.MaxValue !== undefined && number > parameter.MaxValue)
      refuse(`must be a number not greater than ${parameter.MaxValue}`);
  }
}

async function resolveParameter(
  make: MakeClient,
  name: string,
  parameter: TemplateParameter,
  value: string,
): Promise<string | string[]> {
  const fromSsm = /^AWS::SSM::Parameter::Value<(.+)>$/.exec(parameter.Type)?.[1];
  if (fromSsm === undefined) {
    checkValue(name, parameter, value);
    return /^(CommaDelimitedList|List<.+>)$/.test(parameter.Type) ? value.split(',').map((part) => part.trim()) : value;
  }
  const answer = await make(SSMClient)
    .send(new GetParameterCommand({ Name: value }))
    .catch((error: unknown) => {
      if (isSdkError(error) && error.name === 'ParameterNotFound')
        throw validationError(`Unable to fetch parameters [${value}] from parameter store for this account.`);
      throw error;
    });
  const found = answer.Parameter?.Value ?? '';
  return /^(CommaDelimitedList|List<.+>)$/.test(fromSsm) ? found.split(',') : found;
}

/** `{{resolve:ssm:name:version}}`, `{{resolve:ssm-secure:name}}` and `{{resolve:secretsmanager:id:SecretString:key:stage:version}}` */
async function resolveDynamic(make: MakeClient, whole: string): Promise<string> {
  const [, service, rest = ''] = /^\{\{resolve:([a-z-]+):(.+)\}\}$/.exec(whole) ?? [];
  if (service === 'ssm' || service === 'ssm-secure') {
    const Name = rest;
    const answer = await make(SSMClient).send(
      new GetParameterCommand({ Name, WithDecryption: service === 'ssm-secure' }),
    );
    return answer.Parameter?.Value ?? '';
  }
  if (service !== 'secretsmanager') throw validationError(`Dynamic reference ${whole} is not known`);
  const [, id = '', , key = '', stage = '', version = ''] =
    /^(arn:[^:]+:[^:]+:[^:]+:[^:]+:secret:[^:]+|[^:]+)(?::(SecretString)?(?::([^:]*))?(?::([^:]*))?(?::([^:]*))?)?$/.exec(
      rest,
    ) ?? [];
  const answer = await make(SecretsManagerClient).send(
    new GetSecretValueCommand({
      SecretId: id,
      ...(stage === '' ? {} : { VersionStage: stage }),
      ...(version === '' ? {} : { VersionId: version }),
    }),
  );
  const secret = answer.SecretString ?? '';
  if (key === '') return secret;
  const fields: unknown = JSON.parse(secret);
  const value = Object.entries(Object(fields)).find(([name]) => name === key)?.[1];
  if (value === undefined)
    throw validationError(`Could not find a value associated with JSONKey ${key} in the secret of ${whole}`);
  return String(value);
}

/** Everything that a template is given, looked up once and then kept with the stack. */
export async function toDesired(make: MakeClient, request: Request): Promise<Desired> {
  const template = parseTemplate(request.body);
  const given = givenValues(template, request);
  const parameters: Record<string, string | string[]> = {};
  for (const [name, parameter] of Object.entries(template.Parameters ?? {}))
    parameters[name] = await resolveParameter(make, name, parameter, given[name] ?? '');
  const dynamic: Record<string, string> = {};
  for (const whole of dynamicReferences(template)) dynamic[whole] = await resolveDynamic(make, whole);
  return { body: request.body, parameters, given, dynamic, tags: request.tags };
}

export interface Known {
  readonly stackId: string;
  readonly stackName: string;
  readonly ref: Environment['ref'];
  readonly attribute: Environment['attribute'];
  readonly importValue: Environment['importValue'];
}

export function environmentOf(scope: Scope, desired: Desired, known: Known): Environment {
  return {
    template: parseTemplate(desired.body),
    parameters: desired.parameters,
    dynamic: desired.dynamic,
    ref: known.ref,
    attribute: known.attribute,
    importValue: known.importValue,
    pseudo: {
      'AWS::AccountId': scope.account,
      'AWS::Region': scope.region,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackId': known.stackId,
      'AWS::StackName': known.stackName,
      'AWS::NotificationARNs': [],
    },
  };
}

/** @throws ServiceError when one of the template's rules does not hold for the parameters */
export function checkRules(environment: Environment): void {
  for (const [name, rule] of Object.entries(environment.template.Rules ?? {})) {
    if (rule.RuleCondition !== undefined && evaluate(rule.RuleCondition, environment) !== true) continue;
    for (const { Assert, AssertDescription } of rule.Assertions)
      if (evaluate(Assert, environment) !== true)
        throw validationError(
          `Template error: rule ${name} does not hold${AssertDescription === undefined ? '' : `: ${AssertDescription}`}`,
        );
  }
}
