import type { Resource } from '../changes/template.ts';
import { valueAt } from '../template.ts';
import { type Control, partsOf, TEMPLATE, without } from './control.ts';

/** Who is let in, where no policy says it. */
interface Access {
  /** What it is, for readers. */
  readonly what: string;
  /** Properties that say who is let in. @default - all but those that only people read */
  readonly by?: readonly string[];
  /** Whether a new one lets somebody in. @default false */
  readonly admits?: boolean;
}

/** Properties that only people read. */
const FOR_PEOPLE = ['Name', 'Description', 'Tags', 'UsagePlanName'];

/** What lets callers in, or keeps them out, besides policies and the methods of APIs (which `grants-of.ts` takes apart). */
const ACCESS: Readonly<Record<string, Access>> = {
  'AWS::ApiGateway::ApiKey': { what: 'the API key', admits: true },
  'AWS::ApiGateway::Authorizer': { what: 'the authorizer' },
  'AWS::ApiGateway::BasePathMapping': { what: 'the path of a domain', admits: true },
  'AWS::ApiGateway::RestApi': {
    what: 'who reaches the API',
    by: ['ApiKeySourceType', 'Body', 'BodyS3Location', 'DisableExecuteApiEndpoint', 'EndpointConfiguration'],
  },
  'AWS::ApiGateway::UsagePlan': { what: 'the usage plan' },
  'AWS::ApiGateway::UsagePlanKey': { what: 'the key of a usage plan', admits: true },
  'AWS::ApiGatewayV2::Api': { what: 'who reaches the API' },
  'AWS::ApiGatewayV2::ApiMapping': { what: 'the path of a domain', admits: true },
  'AWS::ApiGatewayV2::Authorizer': { what: 'the authorizer' },
  'AWS::ApiGatewayV2::Integration': { what: 'what is behind the API by' },
  'AWS::AppSync::ApiKey': { what: 'the API key', admits: true },
  'AWS::AppSync::GraphQLApi': { what: 'who reaches the API' },
  'AWS::Cognito::IdentityPool': { what: 'the identity pool' },
  'AWS::IAM::AccessKey': { what: 'the access key', admits: true },
  'AWS::IAM::OIDCProvider': { what: 'the identity provider' },
  'AWS::IAM::SAMLProvider': { what: 'the identity provider' },
  'AWS::IAM::ServiceSpecificCredential': { what: 'the credential', admits: true },
  'AWS::Lambda::Url': { what: 'the function URL', admits: true },
  'AWS::RAM::ResourceShare': { what: 'the share', admits: true },
  // Its function calls AWS with whatever it is handed.
  'Custom::AWS': { what: 'the call of AWS', by: [], admits: true },
  'AWS::S3::Bucket': {
    what: 'what keeps the public from the bucket',
    by: ['AccessControl', 'OwnershipControls', 'PublicAccessBlockConfiguration'],
  },
};

/** What of a resource says who is let in. */
export function accessControls(
  { type, properties }: Resource,
  owner: string,
  named: (text: string) => string,
): readonly Control[] {
  if (type === 'AWS::ApiGateway::Method') return integrationControl(properties, owner, named);
  const access = ACCESS[type];
  if (access === undefined) return [];
  const { what, by, admits = false } = access;
  const said =
    by === undefined
      ? without(properties, ...FOR_PEOPLE)
      : Object.fromEntries(by.map((property) => [property, properties[property]]));
  // Where a policy is gone nobody is kept out by it; what it says is told as what it grants.
  const policy = type === 'AWS::ApiGateway::RestApi' && properties.Policy !== undefined;
  return [
    {
      id: `${owner} access`,
      told: `${what} \`${owner}\``,
      ...(admits ? { on: TEMPLATE, opened: 'is new' } : { on: owner }),
      parts: partsOf({ ...said, ...(policy ? { Policy: 'given' } : {}) }, named),
    },
  ];
}

/** What answers to callers does not say who may call; with a role of its own the API does there what its integration says. */
const ANSWERS = ['IntegrationResponses', 'TimeoutInMillis', 'CacheKeyParameters', 'CacheNamespace'];

function integrationControl(
  properties: Resource['properties'],
  owner: string,
  named: (text: string) => string,
): readonly Control[] {
  if (valueAt(properties, 'Integration', 'Credentials') === undefined) return [];
  return [
    {
      id: `${owner} access`,
      on: owner,
      told: `what callers of \`${owner}\` have done`,
      parts: partsOf(without(properties.Integration, ...ANSWERS), named),
    },
  ];
}
