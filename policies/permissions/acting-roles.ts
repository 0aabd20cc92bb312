import type { Resource } from '../changes/template.ts';
import { listOf, textOf, valueAt } from '../template.ts';
import { type Grant, only } from './grant.ts';
import { isIntrinsic, isReference, nameIn } from './names.ts';

/** Stands for all that a role may do, for what acts as it. */
export const RUN_ACTION = 'slipway:run-as';

/**
 * Properties that name the role which a resource, or a part of one, acts as: `Role`, `ServiceRoleArn`, `Credentials`; an instance
 * does so by its profile.
 */
const NAMES_A_ROLE = /^(?:[A-Za-z]*Role(?:Arn|ARN)?|Roles|Credentials(?:Arn)?|IamInstanceProfile)$/;

/** Who acts as which role: what else begins to act as a role has all of its rights, though no policy changes. */
export function actingRoles(
  { type, properties }: Resource,
  owner: string,
  named: (text: string) => string,
): readonly Grant[] {
  // Policies and their holders are no actors; an instance profile is.
  if (type.startsWith('AWS::IAM::') && type !== 'AWS::IAM::InstanceProfile') return [];
  const own = type === 'AWS::CodePipeline::Pipeline' ? properties.RoleArn : undefined;
  return rolesIn(properties, own, '').map(({ part, property, role }) => ({
    effect: 'Allow',
    principal: [owner, ...part].join(' '),
    action: only(`${RUN_ACTION} ${property}`),
    resource: only(named(textOf(role))),
    conditions: [],
    owners: [owner],
  }));
}

/** One part of a resource, by the names on the way to it, with the role that it acts as. */
interface Acting {
  readonly part: readonly string[];
  readonly property: string;
  readonly role: unknown;
}

function rolesIn(value: unknown, own: unknown, path: string): readonly Acting[] {
  if (typeof value !== 'object' || value === null || isIntrinsic(value)) return [];
  if (Array.isArray(value)) {
    return value.flatMap((element: unknown) => {
      const name = nameIn(element);
      return rolesIn(element, own, path).map((one) => (name === undefined ? one : within(name, one)));
    });
  }
  const found = Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const property = path === '' ? key : `${path}.${key}`;
    if (!NAMES_A_ROLE.test(key)) return rolesIn(inner, own, property);
    const roles = listOf(inner).filter((role) => typeof role === 'string' || isReference(role));
    return roles.length > 0 ? roles.map((role) => ({ part: [], property, role })) : rolesIn(inner, own, property);
  });
  // An action of a pipeline that names no role acts as the pipeline's.
  const isAction = valueAt(value, 'ActionTypeId') !== undefined;
  return own !== undefined && isAction && valueAt(value, 'RoleArn') === undefined
    ? [...found, { part: [], property: `${path}.RoleArn`, role: own }]
    : found;
}

/** Parts within parts are told with slashes: `Prod/Students.Deploy`. */
const within = (name: string, { part, ...more }: Acting): Acting => ({ ...more, part: [[name, ...part].join('/')] });
