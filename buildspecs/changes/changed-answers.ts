import * as z from 'zod/mini';
import { Shadow } from '../../hooks/pre-traffic/shadow/contract.ts';

const Template = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.optional(z.unknown()) })),
});
const WithComparison = z.object({ Environment: z.object({ Variables: z.object({ SHADOW: z.unknown() }) }) });
const Joined = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) });

/** A text of which parts are known only when it is deployed: what stands for those is of no interest here. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const [, parts] = Joined.parse(value)['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : 'known-when-deployed')).join('');
}

/**
 * The parts of answers that a release changes on purpose, by the rules of the comparisons in its template.
 * @throws Error where a comparison cannot be read: it is of this release itself
 */
export function changedAnswers(template: unknown): readonly string[] {
  return Object.values(Template.parse(template).Resources).flatMap(({ Type, Properties }) => {
    if (Type !== 'AWS::Lambda::Function') return [];
    const compared = WithComparison.safeParse(Properties);
    if (!compared.success || compared.data.Environment.Variables.SHADOW === undefined) return [];
    const { rules, events } = Shadow.parse(JSON.parse(textOf(compared.data.Environment.Variables.SHADOW)));
    return [rules.changed, ...events.map(({ changed }) => changed ?? {})].flatMap((paths) => Object.keys(paths));
  });
}
