import type { PolicyDocument, Statement } from '../../policy/document.ts';
import { hasWildcard } from '../../policy/match.ts';
import { readOperator } from '../../policy/operators.ts';
import { hasVariables } from '../../policy/variables.ts';

/*
 * What S3 takes for public:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */

/** Condition keys by whose fixed values a statement is for some alone, in lower case. */
const NARROWING: ReadonlySet<string> = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:sourcearn',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceowner',
  'aws:sourceaccount',
  's3:dataaccesspointaccount',
]);
const EQUALS: ReadonlySet<string> = new Set([
  'StringEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'ArnEquals',
  'ArnLike',
]);

/** Prefixes that are shorter than these take in too much of the internet. */
const SHORTEST_IPV4 = 8;
const SHORTEST_IPV6 = 32;

const isFixed = (value: string) => !hasWildcard(value) && !hasVariables(value);

function isNarrowNetwork(block: string): boolean {
  const [network = '', prefix] = block.split('/');
  const longest = network.includes(':') ? 128 : 32;
  return Number(prefix ?? longest) >= (network.includes(':') ? SHORTEST_IPV6 : SHORTEST_IPV4);
}

/** An access point's name may be a pattern, its account not. */
const isOfFixedAccount = (arn: string) => /^arn:aws[a-z-]*:s3:[^:]*:\d{12}:accesspoint\/.+$/.test(arn);

function isNarrow(key: string, value: string): boolean {
  switch (key) {
    case 'aws:sourceip':
      return isNarrowNetwork(value);
    case 'aws:userid':
      // Of the sessions of a role, whose ids are `<role id>:<name>`, none counts.
      return isFixed(value) && !/^AROA[A-Z0-9]+:/.test(value);
    case 's3:dataaccesspointarn':
      return isOfFixedAccount(value);
    default:
      return NARROWING.has(key) && isFixed(value);
  }
}

/** Whether a condition holds only for requests with fixed values of something that not everybody has. */
function isNarrowed(condition: Statement['Condition']): boolean {
  return Object.entries(condition ?? {}).some(([name, keys]) => {
    const operator = readOperator(name);
    // What holds where the key is absent, or holds for all others, leaves everybody in.
    if (operator === undefined || operator.negated || operator.ifExists || operator.set === 'ForAllValues')
      return false;
    const base = name.replace(/^ForAnyValue:/, '');
    return Object.entries(keys).some(([key, values]) => {
      const lower = key.toLowerCase();
      if (lower === 'aws:sourceip' ? base !== 'IpAddress' : !EQUALS.has(base)) return false;
      return values.length > 0 && values.every((value) => isNarrow(lower, value));
    });
  });
}

function isPublicStatement({ Effect, Principal, Condition }: Statement): boolean {
  if (Effect === 'Deny') return false;
  const everybody = Principal === undefined || Principal.AWS?.some((name) => !isFixed(name)) === true;
  return everybody && !isNarrowed(Condition);
}

/** Whether a bucket policy is public: one statement that lets everybody in is enough. A Deny makes no policy less public. */
export const isPublic = (policy: PolicyDocument): boolean => policy.Statement.some(isPublicStatement);

/**
 * A public policy under `RestrictPublicBuckets`: as it is, save that none but principals of the bucket's own account and
 * services of AWS, which belong to no account, get anything by it.
 */
export function restrictedToAccount(policy: PolicyDocument, account: string): PolicyDocument {
  const others: Statement = {
    Effect: 'Deny',
    Principal: { AWS: ['*'] },
    Action: ['s3:*'],
    Resource: ['*'],
    Condition: {
      StringNotEquals: { 'aws:PrincipalAccount': [account] },
      Null: { 'aws:PrincipalAccount': ['false'] },
    },
  };
  return { ...policy, Statement: [...policy.Statement, others] };
}
