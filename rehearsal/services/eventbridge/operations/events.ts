import type { PutEventsCommandInput, TestEventPatternCommandInput } from '@aws-sdk/client-eventbridge';
import { z } from 'zod';
import { ServiceError } from '../../../kernel/errors.ts';
import { uuid } from '../../../kernel/ids.ts';
import type { Context } from '../../../kernel/service.ts';
import { dispatch } from '../dispatch.ts';
import { matchesPattern, parsePattern } from '../pattern.ts';
import { busName, DEFAULT_BUS, requireBus } from '../state.ts';
import { checkPattern } from './rules.ts';

const detailObject = z.record(z.string(), z.unknown());
type Entry = NonNullable<PutEventsCommandInput['Entries']>[number];

/** What an entry lacks, as `PutEvents` says it for each entry on its own. */
function refuse(entry: Entry): { ErrorCode: string; ErrorMessage: string } | undefined {
  const invalid = (ErrorMessage: string) => ({ ErrorCode: 'InvalidArgument', ErrorMessage });
  if (!entry.Source) return invalid('Parameter Source is not valid. Reason: Source is a required argument.');
  if (!entry.DetailType)
    return invalid('Parameter DetailType is not valid. Reason: DetailType is a required argument.');
  if (!entry.Detail) return invalid('Parameter Detail is not valid. Reason: Detail is a required argument.');
  if (entry.Source.startsWith('aws.'))
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  try {
    return detailObject.safeParse(JSON.parse(entry.Detail)).success ? undefined : malformed;
  } catch (error) {
    if (error instanceof SyntaxError) return malformed;
    throw error;
  }
}
const malformed = { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };

export async function putEvents(input: PutEventsCommandInput, context: Context) {
  const results = [];
  for (const entry of input.Entries ?? []) {
    const refused = refuse(entry);
    if (refused !== undefined) {
      results.push(refused);
      continue;
    }
    const bus = busName(entry.EventBusName);
    requireBus(context, bus);
    const event = {
      source: entry.Source ?? '',
      'detail-type': entry.DetailType ?? '',
      account: context.account,
      region: context.region,
      resources: entry.Resources ?? [],
      time: (entry.Time ?? new Date(context.clock.now())).toISOString(),
      detail: detailObject.parse(JSON.parse(entry.Detail ?? '{}')),
    };
    if (bus === DEFAULT_BUS) results.push({ EventId: context.bus.publish(event).id });
    else {
      const id = uuid();
      await dispatch(context, { ...event, version: '0', id }, bus);
      results.push({ EventId: id });
    }
  }
  return { Entries: results, FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length };
}

export function testEventPattern(input: TestEventPatternCommandInput) {
  checkPattern(input.EventPattern ?? '');
  const event = detailObject.safeParse(JSON.parse(input.Event ?? '{}'));
  if (!event.success) throw new ServiceError('ValidationException', 'Parameter Event is not valid.', 400);
  return { Result: matchesPattern(parsePattern(input.EventPattern ?? ''), event.data) };
}
