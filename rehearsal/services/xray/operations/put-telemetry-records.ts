import type { PutTelemetryRecordsCommandInput, PutTelemetryRecordsCommandOutput } from '@aws-sdk/client-xray';
import type { Output } from '../../../kernel/service.ts';

/** Takes what a daemon says about itself. https://docs.aws.amazon.com/xray/latest/api/API_PutTelemetryRecords.html */
export function putTelemetryRecords(_input: PutTelemetryRecordsCommandInput): Output<PutTelemetryRecordsCommandOutput> {
  // Figures about the daemon itself: no operation of X-Ray gives them back.
  return {};
}
