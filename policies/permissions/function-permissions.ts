import type { Resource } from '../changes/template.ts';
import type { Condition } from '../statements.ts';
import { textOf } from '../template.ts';
import { type Grant, only } from './grant.ts';

/** Types that put a statement into the policy of a function or layer, by the property that names it and those that limit it. */
const PERMISSIONS: Readonly<Record<string, { readonly of: string; readonly limits: readonly Limit[] }>> = {
  'AWS::Lambda::Permission': {
    of: 'FunctionName',
    limits: [
      ['SourceArn', 'ArnLike', 'aws:sourcearn'],
      ['SourceAccount', 'StringEquals', 'aws:sourceaccount'],
      ['PrincipalOrgID', 'StringEquals', 'aws:principalorgid'],
      ['FunctionUrlAuthType', 'StringEquals', 'lambda:functionurlauthtype'],
      ['InvokedViaFunctionUrl', 'Bool', 'lambda:invokedviafunctionurl'],
      ['EventSourceToken', 'StringEquals', 'lambda:eventsourcetoken'],
    ],
  },
  'AWS::Lambda::LayerVersionPermission': {
    of: 'LayerVersionArn',
    limits: [['OrganizationId', 'StringEquals', 'aws:principalorgid']],
  },
};

type Limit = readonly [property: string, operator: string, key: string];

/**
 * Who may invoke a function, or use a layer.
 * https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
 */
export function functionPermissions({ type, properties }: Resource, named: (text: string) => string): readonly Grant[] {
  const permission = PERMISSIONS[type];
  if (permission === undefined) return [];
  const text = (property: string) => named(textOf(properties[property]));
  const principal = text('Principal');
  const conditions = permission.limits.flatMap(([property, operator, key]): readonly Condition[] =>
    properties[property] === undefined ? [] : [{ operator, key, values: [text(property)] }],
  );
  return [
    {
      effect: 'Allow',
      principal: principal === '*' ? 'AWS:*' : `${principal.includes('.') ? 'Service' : 'AWS'}:${principal}`,
      action: only(text('Action')),
      resource: only(text(permission.of)),
      conditions,
      owners: [text(permission.of)],
    },
  ];
}
