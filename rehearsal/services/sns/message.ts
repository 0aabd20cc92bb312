import type { PublishCommandInput } from '@aws-sdk/client-sns';
import { invalidParameter, notSupported } from './errors.ts';
import { attributeLookup, bodyLookup, compileFilterPolicy } from './filter-policy.ts';
import type { TopicSubscription } from './topic.ts';

/** A message as it was published: what deliveries are made from. */
export interface PublishedMessage {
  readonly messageId: string;
  readonly topicArn: string;
  /** Text by protocol, with `default` for all others. */
  readonly bodies: Readonly<Record<string, string>>;
  readonly subject: string | null;
  readonly attributes: Readonly<Record<string, { readonly type: string; readonly value: string }>>;
  /** Virtual milliseconds. */
  readonly atMs: number;
}

const LARGEST_BYTES = 256 * 1024;
const LONGEST_SUBJECT = 100;

type PublishedInput = Pick<
  PublishCommandInput,
  'Message' | 'Subject' | 'MessageStructure' | 'MessageAttributes' | 'MessageDeduplicationId' | 'MessageGroupId'
>;

/**
 * Checks what Publish and PublishBatch are given.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 * @throws ServiceError InvalidParameter
 */
export function readMessage(
  input: PublishedInput,
  messageId: string,
  topicArn: string,
  atMs: number,
): PublishedMessage {
  const { Message = '', Subject, MessageStructure, MessageAttributes = {} } = input;
  if (input.MessageDeduplicationId !== undefined || input.MessageGroupId !== undefined)
    throw notSupported('Publish', 'MessageGroupId and MessageDeduplicationId (FIFO topics)');
  if (Message === '') throw invalidParameter('Empty message');
  if (Subject !== undefined && (Subject === '' || Subject.length > LONGEST_SUBJECT || /[\n\r]/.test(Subject)))
    throw invalidParameter('Subject');
  const attributes = Object.fromEntries(
    Object.entries(MessageAttributes).map(([name, { DataType = '', StringValue, BinaryValue }]) => {
      const value =
        StringValue ?? (BinaryValue === undefined ? undefined : Buffer.from(BinaryValue).toString('base64'));
      if (!/^(String|Number|Binary|String\.Array)(\..+)?$/.test(DataType))
        throw invalidParameter(
          `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
        );
      if (value === undefined || value === '')
        throw invalidParameter(
          `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${DataType}'.`,
        );
      if (DataType === 'String.Array') checkArray(name, value);
      return [name, { type: DataType, value }];
    }),
  );
  const size =
    Buffer.byteLength(Message) +
    Object.entries(attributes).reduce(
      (sum, [name, { type, value }]) => sum + Buffer.byteLength(name + type + value),
      0,
    );
  if (size > LARGEST_BYTES) throw invalidParameter('Message too long');
  return {
    messageId,
    topicArn,
    bodies: readBodies(Message, MessageStructure),
    subject: Subject ?? null,
    attributes,
    atMs,
  };
}

function checkArray(name: string, value: string): void {
  if (!Array.isArray(readJson(value, `The message attribute '${name}'`)))
    throw invalidParameter(`The message attribute '${name}' of type String.Array must be a JSON array`);
}

function readJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalidParameter(`${what} - JSON message body failed to parse`);
  }
}

function readBodies(message: string, structure: string | undefined): Record<string, string> {
  if (structure === undefined) return { default: message };
  if (structure !== 'json') throw invalidParameter('MessageStructure');
  const parsed = readJson(message, 'Message Structure');
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  const bodies: Record<string, string> = {};
  for (const [protocol, body] of Object.entries(parsed)) if (typeof body === 'string') bodies[protocol] = body;
  if (bodies.default === undefined) throw invalidParameter('Message Structure - No default entry in JSON message body');
  return bodies;
}

export const bodyFor = (message: PublishedMessage, protocol: string): string =>
  message.bodies[protocol] ?? message.bodies.default ?? '';

/** Whether a subscription's filter policy lets a message through. */
export function accepts(subscription: TopicSubscription, message: PublishedMessage): boolean {
  const { FilterPolicy, FilterPolicyScope } = subscription.attributes;
  if (FilterPolicy === undefined) return true;
  const matches = compileFilterPolicy(FilterPolicy);
  if (FilterPolicyScope !== 'MessageBody') return matches(attributeLookup(message.attributes));
  const body = parsedBody(bodyFor(message, subscription.protocol));
  return body !== undefined && matches(bodyLookup(body));
}

/** Undefined for a body that is no JSON: a policy on the body then rejects the message. */
function parsedBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
