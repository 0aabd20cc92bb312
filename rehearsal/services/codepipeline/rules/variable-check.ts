import { ActionFailed, type RuleJob } from '../job.ts';
import type { Outcome } from '../machine/finish.ts';

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-VariableCheck.html */
const OPERATORS: Readonly<Record<string, (variable: string, value: string) => boolean>> = {
  EQ: (variable, value) => variable === value,
  NE: (variable, value) => variable !== value,
  CONTAINS: (variable, value) => variable.includes(value),
  MATCHES: (variable, value) => expression(value).test(variable),
};

/** Compares a resolved variable with a value. */
export async function variableCheck(job: RuleJob): Promise<Outcome> {
  const operator = job.setting('Operator');
  const variable = job.configuration.Variable ?? '';
  const value = job.configuration.Value ?? '';
  const check = OPERATORS[operator];
  if (check === undefined)
    throw new ActionFailed(
      'ConfigurationError',
      `${operator} is not an operator of VariableCheck; they are ${Object.keys(OPERATORS).join(', ')}`,
    );
  const holds = check(variable, value);
  const summary = `"${variable}" ${operator} "${value}" is ${holds}`;
  return holds
    ? { status: 'Succeeded', summary }
    : { status: 'Failed', summary, error: { code: 'RuleFailed', message: summary } };
}

/** CodePipeline takes Java's expressions; JavaScript's differ in rare constructs only. The whole value has to match. */
function expression(source: string): RegExp {
  try {
    return new RegExp(`^(?:${source})$`);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new ActionFailed('ConfigurationError', `${source} is not a regular expression: ${error.message}`);
    throw error;
  }
}
