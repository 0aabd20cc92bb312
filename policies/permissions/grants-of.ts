import { type Resource, referencesIn, type Template } from '../changes/template.ts';
import {
  IDENTITY_POLICY_TYPES,
  policyReader,
  RESOURCE_POLICY_TYPES,
  type Statement,
  underCondition,
} from '../statements.ts';
import { listOf, textOf, valueAt } from '../template.ts';
import { actingRoles } from './acting-roles.ts';
import { functionPermissions } from './function-permissions.ts';
import { type Grant, only, type Pattern } from './grant.ts';
import { isReference, type NameOf, namedBy } from './names.ts';
import { routes } from './routes.ts';

const { identityStatements, trustStatements, resourceStatements, statementsOf } = policyReader('each');

/** Policies in which `*` as the resource means the resource that the policy is on. */
const MEANS_ITSELF = new Set(['AWS::KMS::Key', 'AWS::DynamoDB::Table', 'AWS::ECR::Repository']);

/** The property with what a policy protects, where the policy is a resource of its own. */
const PROTECTED: Readonly<Record<string, string>> = {
  'AWS::Events::EventBusPolicy': 'EventBusName',
  'AWS::Kinesis::ResourcePolicy': 'ResourceArn',
  'AWS::S3::BucketPolicy': 'Bucket',
  'AWS::SNS::TopicPolicy': 'Topics',
  'AWS::SQS::QueuePolicy': 'Queues',
  'AWS::SecretsManager::ResourcePolicy': 'SecretId',
};

/**
 * Everything that a template allows or denies, to anybody: policies of roles, trusts, policies of resources, permissions
 * of functions, methods of APIs, ways into networks, and who acts as which role. References are by construct path, so that
 * a resource that only has another logical id is the same one.
 */
export function grantsOf(template: Template, nameOf: NameOf): readonly Grant[] {
  const named = namedBy(nameOf);
  return [...template.resources.values()].flatMap((resource) => {
    const owner = nameOf(resource.logicalId);
    const itself = `<${owner}>`;
    return [
      ...identityStatements(resource).flatMap((statement) =>
        holdersOf(resource, template).flatMap((holder) =>
          // One that nobody here has stays with whom it is attached to elsewhere.
          take(statement, nameOf(holder), isAttached(resource, holder) ? [nameOf(holder)] : [], named),
        ),
      ),
      ...trustStatements(resource).flatMap((statement) =>
        statement.principals.flatMap((principal) =>
          take(statement, named(`${principal.kind}:${principal.value}`), [owner], named, only(itself)),
        ),
      ),
      ...[...resourceStatements(resource), ...ownStatements(resource)].flatMap((statement) =>
        principalsOf(statement, owner).flatMap((principal) =>
          take(
            statement,
            named(`${principal.kind}:${principal.value}`),
            protectedBy(resource, template, nameOf),
            named,
            MEANS_ITSELF.has(resource.type) || saysNoResource(statement) ? only(itself) : undefined,
          ),
        ),
      ),
      ...attachments(resource, template, owner, named),
      ...memberships(resource, owner, named),
      ...functionPermissions(resource, named),
      ...routes(resource, owner, named),
      ...ingress(resource, owner, named),
      ...actingRoles(resource, owner, named),
    ].map((grant) => onlyIf(resource, grant));
  });
}

/** In the policy of a resource that leaves no choice it may be left out. */
const saysNoResource = ({ resources, notResources }: Statement): boolean =>
  resources.length === 0 && notResources.length === 0;

/** A policy without principals is about who has it, such as a set of permissions. */
const principalsOf = ({ principals }: Statement, owner: string): Statement['principals'] =>
  principals.length > 0 ? principals : [{ kind: 'Holder', value: owner }];

/** What depends on a condition of the template holds only under it: a Deny that may not be made denies less. */
const onlyIf = ({ condition }: Resource, grant: Grant): Grant =>
  condition === undefined ? grant : underCondition(grant, condition);

/** Every action with every resource of a statement. */
function take(
  { effect, actions, notActions, resources, notResources, conditions }: Statement,
  principal: string,
  owners: readonly string[],
  named: (text: string) => string,
  itself?: Pattern,
): readonly Grant[] {
  if (effect !== 'Allow' && effect !== 'Deny') return [];
  const patterns = (texts: readonly string[], allBut: readonly string[]): readonly Pattern[] =>
    allBut.length > 0 ? [{ kind: 'allBut', texts: allBut.map(named) }] : texts.map((text) => only(named(text)));
  const on = itself === undefined ? patterns(resources, notResources) : [itself];
  const under = conditions.map((condition) => ({ ...condition, values: condition.values.map(named) }));
  return patterns(actions, notActions).flatMap((action) =>
    on.map((resource) => ({ effect, principal, action, resource, conditions: under, owners })),
  );
}

/** Logical ids of the roles, users and groups that a policy belongs to; the identity itself for an inline one. */
function holdersOf(policy: Resource, { resources }: Template): readonly string[] {
  if (!policy.type.endsWith('Policy')) return [policy.logicalId];
  const named = ['Roles', 'Users', 'Groups', 'RoleName', 'UserName', 'GroupName'].flatMap((property) =>
    listOf(policy.properties[property]).map((holder) => {
      const id = valueAt(holder, 'Ref');
      return typeof id === 'string' ? id : textOf(holder);
    }),
  );
  const attached = [...resources.values()].filter(({ properties }) =>
    listOf(properties.ManagedPolicyArns).some((arn) => valueAt(arn, 'Ref') === policy.logicalId),
  );
  const holders = new Set([...named, ...attached.map(({ logicalId }) => logicalId)]);
  // Attached to nobody here: it may be attached elsewhere.
  return holders.size > 0 ? [...holders] : [policy.logicalId];
}

/** Types whose policies are read by name, here or in `statements.ts`. */
const READ_BY_NAME: ReadonlySet<string> = new Set([...IDENTITY_POLICY_TYPES, ...RESOURCE_POLICY_TYPES]);

/** Whether the holder of a policy is an identity, and not the policy itself for want of one. */
const isAttached = ({ type, logicalId }: Resource, holder: string): boolean =>
  !type.endsWith('Policy') || holder !== logicalId;

/** What a policy of a resource is about, by construct path; by its text where it is not in the template. */
function protectedBy(
  { type, logicalId, properties }: Resource,
  { resources }: Template,
  nameOf: NameOf,
): readonly string[] {
  const property = PROTECTED[type];
  if (property === undefined) return [nameOf(logicalId)];
  return listOf(properties[property]).flatMap((value) => {
    const here = [...referencesIn(value)].filter((id) => resources.has(id));
    return here.length > 0 ? here.map(nameOf) : [textOf(value)];
  });
}

function ownStatements({ type, properties }: Resource): readonly Statement[] {
  return READ_BY_NAME.has(type) ? [] : documentsIn(properties).flatMap((document) => statementsOf(document));
}

/** What looks like a policy in a resource of any other type, wherever it is: a type that nobody has thought of has one, too. */
function documentsIn(value: unknown): readonly unknown[] {
  if (typeof value === 'string') return documentsIn(parsedOf(value));
  if (typeof value !== 'object' || value === null) return [];
  return isDocument(value) ? [value] : Object.values(value).flatMap(documentsIn);
}

/** Other things than policies have statements, too, such as the rules of a firewall; none with an effect. */
const isDocument = (value: object): boolean =>
  'Statement' in value &&
  (/"Effect":/.test(JSON.stringify(value.Statement)) || listOf(value.Statement).some(isReference));

/** Some types take a policy as its text. */
function parsedOf(text: string): unknown {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Policies that are not in the template, and the boundary. A boundary is a Deny of what is beyond it. */
function attachments(
  { type, properties }: Resource,
  { resources }: Template,
  owner: string,
  named: (text: string) => string,
): readonly Grant[] {
  if (!IDENTITY_POLICY_TYPES.includes(type) || type.endsWith('Policy')) return [];
  const grant = (effect: Grant['effect'], action: string, policy: unknown): Grant => ({
    effect,
    principal: owner,
    action: only(action),
    resource: only(named(textOf(policy))),
    conditions: [],
    owners: [owner],
  });
  const outside = listOf(properties.ManagedPolicyArns).filter((arn) => {
    const id = valueAt(arn, 'Ref');
    return typeof id !== 'string' || !resources.has(id);
  });
  return [
    ...outside.map((arn) => grant('Allow', POLICY_ACTION, arn)),
    ...outside.filter(mayDeny).map((arn) => grant('Deny', POLICY_ACTION, arn)),
    ...listOf(properties.PermissionsBoundary).map((arn) => grant('Deny', BOUNDARY_ACTION, arn)),
  ];
}

/** What a policy says that is not in the template nobody knows; of those that AWS manages, which are there to deny. */
function mayDeny(arn: unknown): boolean {
  const text = textOf(arn);
  return !text.includes(':aws:policy/') || /Deny|Quarantine/.test(text);
}

/** Who is in a group of users has its policies. */
function memberships({ type, properties }: Resource, owner: string, named: (text: string) => string): readonly Grant[] {
  const [users, groups] =
    type === 'AWS::IAM::User'
      ? [[owner], listOf(properties.Groups)]
      : type === 'AWS::IAM::UserToGroupAddition'
        ? [listOf(properties.Users).map((user) => holderName(named(textOf(user)))), [properties.GroupName]]
        : [[], []];
  return users.flatMap((user) =>
    groups.map((group) => ({
      effect: 'Allow',
      principal: user,
      action: only(GROUP_ACTION),
      resource: only(named(textOf(group))),
      conditions: [],
      owners: [user],
    })),
  );
}

/** The construct path of what a reference names. */
const holderName = (text: string): string => text.replace(/^<([^<>]+)>$/, '$1');

/** Stands for all that a policy outside of the template says. */
export const POLICY_ACTION = 'slipway:all-of-policy';
/** Stands for all that a group of users may do. */
export const GROUP_ACTION = 'slipway:member-of';
/** Stands for all that is beyond a permissions boundary. */
export const BOUNDARY_ACTION = 'slipway:beyond-boundary';
/** Stands for a connection into a network. */
export const CONNECT_ACTION = 'slipway:connect';

function ingress({ type, properties }: Resource, owner: string, named: (text: string) => string): readonly Grant[] {
  const rules =
    type === 'AWS::EC2::SecurityGroup'
      ? listOf(properties.SecurityGroupIngress)
      : type === 'AWS::EC2::SecurityGroupIngress'
        ? [properties]
        : [];
  return rules.map((rule) => {
    const text = (property: string) => named(textOf(valueAt(rule, property) ?? ''));
    const from = ['CidrIp', 'CidrIpv6', 'SourceSecurityGroupId', 'SourcePrefixListId'].map(text).find(Boolean) ?? '';
    const group = type === 'AWS::EC2::SecurityGroup' ? `<${owner}.GroupId>` : text('GroupId');
    return {
      effect: 'Allow',
      principal: `Network:${from}`,
      action: only(CONNECT_ACTION),
      resource: only(`${group} ${text('IpProtocol')} ${text('FromPort')}-${text('ToPort')}`),
      conditions: [],
      owners: [group],
    };
  });
}
