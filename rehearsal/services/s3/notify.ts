import type { Context } from '../../kernel/service.ts';
import { buckets } from './buckets.ts';
import type { StoredObject } from './objects.ts';

/**
 * Tells EventBridge of a change when the bucket asks for it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function announce(
  context: Context,
  detailType: 'Object Created' | 'Object Deleted',
  object: StoredObject,
  reason: string,
): void {
  const bucket = buckets(context).get(object.bucket);
  if (bucket?.configuration.notification?.EventBridgeConfiguration === undefined) return;
  const deletion = detailType === 'Object Deleted';
  context.bus.publish({
    source: 'aws.s3',
    'detail-type': detailType,
    account: bucket.account,
    region: bucket.region,
    resources: [`arn:aws:s3:::${bucket.name}`],
    detail: {
      version: '0',
      bucket: { name: bucket.name },
      object: {
        key: object.key,
        ...(deletion ? {} : { size: object.size, etag: object.etag }),
        ...(object.version === 'null' ? {} : { 'version-id': object.version }),
        sequencer: object.sequence.toString(16).toUpperCase().padStart(16, '0'),
      },
      'request-id': context.requestId,
      requester: context.principal.account,
      'source-ip-address': '127.0.0.1',
      reason,
      ...(deletion ? { 'deletion-type': object.deleteMarker ? 'Delete Marker Created' : 'Permanently Deleted' } : {}),
    },
  });
}
