import { listOf, selected, valueAt } from './template.ts';

/**
 * The text that stands in the template itself, of a value that CloudFormation composes: without what it fills in from
 * elsewhere. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function writtenText(value: unknown): string {
  if (typeof value === 'string') return value;
  const join = valueAt(value, 'Fn::Join');
  if (join !== undefined) {
    const parts = listOf(valueAt(join, 1)).map(writtenText);
    return parts.filter((part) => part !== '').join(writtenText(valueAt(join, 0)));
  }
  const [text, given] = listOf(valueAt(value, 'Fn::Sub'));
  if (typeof text === 'string')
    return text.replace(/\$\{([^!}][^}]*)\}/g, (_, name: string) => writtenText(valueAt(given, name)));
  const encoded = valueAt(value, 'Fn::Base64');
  if (encoded !== undefined) return writtenText(encoded);
  const chosen = selected(valueAt(value, 'Fn::Select'));
  return chosen === undefined ? '' : writtenText(chosen);
}
