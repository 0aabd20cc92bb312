import type { Rule } from '../rule.ts';
import { resourceStatements, type Statement } from '../statements.ts';
import { isThereWith, listOf, type Resource, refersTo, type Template } from '../template.ts';

interface Guarded {
  /** Type of the policy that guards the resource, and its property that names what it guards. */
  readonly policyType: string;
  readonly property: string;
  /** Sets of actions of which one must be denied as a whole. */
  readonly deniedActions: readonly string[];
  /** What a statement names where it covers the resource: one of these sets as a whole. */
  readonly covering: (logicalId: string) => readonly (readonly string[])[];
}

const GUARDED: Readonly<Record<string, Guarded>> = {
  'AWS::S3::Bucket': {
    policyType: 'AWS::S3::BucketPolicy',
    property: 'Bucket',
    deniedActions: ['s3:*', '*'],
    covering: (id) => [[`<${id}.Arn>`, `<${id}.Arn>/*`]],
  },
  // Publishing is the only thing that other services and accounts do with a topic's policy.
  'AWS::SNS::Topic': {
    policyType: 'AWS::SNS::TopicPolicy',
    property: 'Topics',
    deniedActions: ['sns:Publish', 'sns:*', '*'],
    covering: (id) => [[`<${id}>`], [`<${id}.TopicArn>`]],
  },
  // A reference to a queue is its address, and not its ARN.
  'AWS::SQS::Queue': {
    policyType: 'AWS::SQS::QueuePolicy',
    property: 'Queues',
    deniedActions: ['sqs:*', '*'],
    covering: (id) => [[`<${id}.Arn>`]],
  },
};

function deniesWithoutTls({ effect, principals, actions, conditions }: Statement, guarded: Guarded): boolean {
  return (
    effect === 'Deny' &&
    principals.some(({ kind, value }) => ['*', 'AWS'].includes(kind) && value === '*') &&
    actions.some((action) => guarded.deniedActions.includes(action)) &&
    conditions.length === 1 &&
    conditions.every(
      ({ operator, key, values }) =>
        operator === 'Bool' &&
        key === 'aws:securetransport' &&
        values.length > 0 &&
        values.every((value) => value === 'false'),
    )
  );
}

function covers({ resources }: Statement, { logicalId }: Resource, { covering }: Guarded): boolean {
  if (resources.includes('*')) return true;
  return covering(logicalId).some((set) => set.every((one) => resources.includes(one)));
}

function isGuarded(resource: Resource, template: Template, guarded: Guarded): boolean {
  return template.resources
    .filter(
      (policy) =>
        policy.type === guarded.policyType &&
        isThereWith(policy, resource) &&
        listOf(policy.properties[guarded.property]).some((target) => refersTo(target, resource.logicalId)),
    )
    .flatMap(resourceStatements)
    .some((statement) => deniesWithoutTls(statement, guarded) && covers(statement, resource, guarded));
}

/** Buckets, topics and queues are reached over TLS only. */
export const tlsOnly: Rule = {
  id: 'tls-only',
  description:
    'The policy of a bucket, topic or queue denies requests without TLS. https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html',
  fix: 'Set enforceSSL: true.',
  types: Object.keys(GUARDED),
  check: (resource, template) => {
    const guarded = GUARDED[resource.type];
    if (guarded === undefined || isGuarded(resource, template, guarded)) return [];
    return [
      {
        finding: guarded.policyType,
        detail: `No ${guarded.policyType} of '${resource.logicalId}' denies everybody when aws:SecureTransport is false`,
      },
    ];
  },
};
