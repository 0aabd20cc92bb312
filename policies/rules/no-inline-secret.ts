import { isSecretName, keyLikeKinds } from '../key-like.ts';
import type { Problem, Rule } from '../rule.ts';
import { listOf, type Resource, valueAt } from '../template.ts';
import { writtenText } from '../written-text.ts';

/** A text somewhere in a resource's properties. */
interface Located {
  /** Such as `Environment.Variables.TABLE_NAME`. */
  readonly at: string;
  readonly text: string;
}

function textsOf(value: unknown, at = ''): readonly Located[] {
  if (typeof value === 'string') return [{ at, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, at === '' ? key : `${at}.${key}`));
}

/** A variable that a resource is given as text: name, and value where it stands in the template. */
interface Variable {
  readonly name: string;
  readonly value: unknown;
}

const PLAINTEXT_VARIABLES: Readonly<Record<string, (resource: Resource) => readonly Variable[]>> = {
  'AWS::Lambda::Function': ({ properties }) =>
    Object.entries(valueAt(properties, 'Environment', 'Variables') ?? {}).map(([name, value]) => ({ name, value })),
  'AWS::CodeBuild::Project': ({ properties }) => [
    ...plaintextOf(valueAt(properties, 'Environment', 'EnvironmentVariables')),
    ...buildspecVariables(writtenText(valueAt(properties, 'Source', 'BuildSpec'))),
  ],
  'AWS::CodePipeline::Pipeline': ({ properties }) => [
    ...listOf(properties.Variables).map((variable) => ({
      name: String(valueAt(variable, 'Name')),
      value: valueAt(variable, 'DefaultValue'),
    })),
    ...listOf(properties.Stages)
      .flatMap((stage) => listOf(valueAt(stage, 'Actions')))
      .flatMap((action) => [
        ...plaintextOf(valueAt(action, 'EnvironmentVariables')),
        ...configuredVariables(writtenText(valueAt(action, 'Configuration', 'EnvironmentVariables'))),
      ]),
  ],
};

/** Of the other types the value is a name in Parameter Store or Secrets Manager. */
const isPlaintext = (type: unknown): boolean => (type ?? 'PLAINTEXT') === 'PLAINTEXT';

const plaintextOf = (variables: unknown): readonly Variable[] =>
  listOf(variables)
    .filter((variable) => isPlaintext(valueAt(variable, 'Type')))
    .map((variable) => ({ name: String(valueAt(variable, 'Name')), value: valueAt(variable, 'Value') }));

/**
 * The plain variables that a pipeline gives to a build: a list as JSON.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html
 *
 * @throws Error where it is none
 */
function configuredVariables(json: string): readonly Variable[] {
  if (json === '') return [];
  try {
    return listOf(JSON.parse(json))
      .filter((variable) => isPlaintext(valueAt(variable, 'type')))
      .map((variable) => ({ name: String(valueAt(variable, 'name')), value: valueAt(variable, 'value') }));
  } catch {
    throw new Error(
      "The EnvironmentVariables of a pipeline's action are no JSON before they are deployed: write it out",
    );
  }
}

/** The plain variables of a buildspec: what is indented below `variables:`. */
export function buildspecVariables(buildspec: unknown): readonly Variable[] {
  if (typeof buildspec !== 'string') return [];
  const variables: Variable[] = [];
  let below: number | undefined;
  for (const line of buildspec.split('\n')) {
    const [, indentation = '', name = '', value = ''] = /^(\s*)["']?([\w-]+)["']?\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === '') continue;
    if (below !== undefined && indentation.length <= below) below = undefined;
    if (below !== undefined) variables.push({ name, value: value.replace(/^["']|["']$/g, '') });
    else if (name === 'variables' && value === '') below = indentation.length;
  }
  return variables;
}

/** What is filled in later: by CloudFormation from where secrets are kept, or by CodePipeline from what an action put out. */
const FILLED_IN = /\{\{resolve:(?:secretsmanager|ssm-secure):[^{}]*\}\}|#\{[^{}]*\}/g;

/** Text that is there. The address of a secret that is composed is none: it says where the secret is kept. */
function isLiteral(value: unknown): boolean {
  const text = writtenText(value);
  if (typeof value !== 'string' && text.startsWith('arn:')) return false;
  return text.replace(FILLED_IN, '') !== '';
}

/** Templates and buildspecs are read by many and kept for long. */
export const noInlineSecret: Rule = {
  id: 'no-inline-secret',
  description:
    'No secret, and nothing that looks like a key, stands in an environment, a template or a buildspec. https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html',
  fix: 'Keep it in Secrets Manager and read it there at run time; what was here has to be replaced, because it is in the history.',
  types: 'every',
  check: (resource) => {
    const keys: Problem[] = textsOf(resource.properties).flatMap(({ at, text }) =>
      keyLikeKinds(text).map((kind) => ({ finding: at, detail: `${at} holds what looks like a ${kind}` })),
    );
    const named: Problem[] = (PLAINTEXT_VARIABLES[resource.type]?.(resource) ?? [])
      .filter(({ name, value }) => isSecretName(name) && isLiteral(value))
      .map(({ name }) => ({ finding: name, detail: `The variable ${name} has its value in the template` }));
    return [...keys, ...named];
  },
};
