import type * as sdk from '@aws-sdk/client-cloudwatch-logs';
import { type Authorization, eachRequires, type Requirements } from '../../kernel/access.ts';
import type { Context, Scope } from '../../kernel/service.ts';
import { resourceTags } from '../../policy/tag-keys.ts';
import { groupArn, logStore, nameOfGroup, scopeName } from './state.ts';

/*
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html. A group's ARN ends with
 * `:*` in policies, since CloudWatch Logs asks about `<group>:log-stream:<stream>`, the stream's name empty for the group
 * itself; about tags it asks with the bare ARN:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
 */

interface OfStream {
  logGroupName?: string | undefined;
  logGroupIdentifier?: string | undefined;
  logStreamName?: string | undefined;
}
function stream({ logGroupName, logGroupIdentifier, logStreamName }: OfStream, context: Context): string {
  // Of the group that the operation will find, however the request spells it.
  const name = nameOfGroup(logGroupName ?? logGroupIdentifier ?? '');
  return `${groupArn(context, name)}:log-stream:${logStreamName ?? ''}`;
}

const operations = {
  ...eachRequires(
    'logs',
    [
      'AssociateKmsKey',
      'CreateLogGroup',
      'CreateLogStream',
      'DeleteLogGroup',
      'DeleteLogStream',
      'DeleteMetricFilter',
      'DeleteRetentionPolicy',
      'DescribeLogStreams',
      'DescribeMetricFilters',
      'DisassociateKmsKey',
      'FilterLogEvents',
      'GetLogEvents',
      'PutLogEvents',
      'PutMetricFilter',
      'PutRetentionPolicy',
    ],
    stream,
  ),
  ...eachRequires('logs', ['DescribeLogGroups'], (_input: object, context) => stream({}, context)),
  ...eachRequires(
    'logs',
    ['ListTagsForResource', 'TagResource', 'UntagResource'],
    (input: { resourceArn?: string | undefined }) => input.resourceArn ?? '',
  ),
} satisfies Requirements<typeof sdk>;

/** A stream has its group's tags. */
function resourceKeys(scope: Scope, arn: string) {
  const [, group] = /:log-group:([^:*]+)/.exec(arn) ?? [];
  return resourceTags(group === undefined ? undefined : logStore(scope).group(scopeName(scope), group)?.tags);
}

export const authorization: Authorization = { operations, resourceKeys };
