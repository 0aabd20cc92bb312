import { type PolicyDocument, parsePolicy, type Statement } from './document.ts';
import { readTemplate } from './variables.ts';

const variablesIn = (text: string): string[] =>
  readTemplate(text).flatMap((part) => (typeof part === 'string' ? [] : [part.name]));

function keysOf(statement: Statement, withVariables: boolean): string[] {
  const tests = Object.values(statement.Condition ?? {}).flatMap(Object.entries<string[]>);
  const texts = [statement.Resource ?? statement.NotResource ?? [], ...tests.map(([, values]) => values)].flat();
  return [...(withVariables ? texts.flatMap(variablesIn) : []), ...tests.map(([key]) => key)];
}
const keysOfDocument = ({ Version: version, Statement: statements }: PolicyDocument): string[] =>
  statements.flatMap((statement) => keysOf(statement, version === '2012-10-17'));

/**
 * The condition keys that policies name, in conditions and in policy variables, each once and as it is written first.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForCustomPolicy.html
 */
export function namedKeys(documents: readonly string[]): string[] {
  const named = new Map<string, string>();
  for (const key of documents.flatMap((document) => keysOfDocument(parsePolicy(document))))
    if (!named.has(key.toLowerCase())) named.set(key.toLowerCase(), key);
  return [...named.values()];
}
