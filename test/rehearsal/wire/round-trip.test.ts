import * as apiGateway from '@aws-sdk/client-api-gateway';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as codebuild from '@aws-sdk/client-codebuild';
import * as codecommit from '@aws-sdk/client-codecommit';
import * as codedeploy from '@aws-sdk/client-codedeploy';
import * as codepipeline from '@aws-sdk/client-codepipeline';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as dynamodbStreams from '@aws-sdk/client-dynamodb-streams';
import * as ecr from '@aws-sdk/client-ecr';
import * as eventbridge from '@aws-sdk/client-eventbridge';
import * as iam from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import * as secretsManager from '@aws-sdk/client-secrets-manager';
import * as sns from '@aws-sdk/client-sns';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import * as xray from '@aws-sdk/client-xray';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { NormalizedSchema } from '@smithy/core/schema';
import type { Service } from '../../../rehearsal/kernel/service.ts';
import { loadModel } from '../../../rehearsal/wire/model.ts';
import { startTestRehearsal } from '../../helpers/rehearsal.ts';

/*
 * Every operation of every client: an input with every member goes out through the client and must arrive unchanged; an
 * output with every member goes back and must be read unchanged. The SDK's schema encoding is internal to it: this test says
 * when a new version changes it.
 */

type Sdk = Readonly<Record<string, unknown>>;
const CLIENTS: readonly (readonly [string, Sdk])[] = [
  ['apigateway', apiGateway],
  ['cloudformation', cloudformation],
  ['monitoring', cloudwatch],
  ['logs', logs],
  ['codebuild', codebuild],
  ['codecommit', codecommit],
  ['codedeploy', codedeploy],
  ['codepipeline', codepipeline],
  ['dynamodb', dynamodb],
  ['dynamodb', dynamodbStreams],
  ['ecr', ecr],
  ['events', eventbridge],
  ['iam', iam],
  ['kms', kms],
  ['lambda', lambda],
  ['s3', s3],
  ['secretsmanager', secretsManager],
  ['sns', sns],
  ['ssm', ssm],
  ['sts', sts],
  ['xray', xray],
];

/** Makes one value of a shape; text is plain ASCII, since HTTP headers and paths carry some of it. */
function createMaker() {
  let count = 0;
  const make = (schema: NormalizedSchema, depth: number): unknown => {
    const traits = schema.getMergedTraits();
    if (schema.isUnionSchema()) {
      const plain =
        [...schema.structIterator()].find(([, member]) => !member.isStructSchema()) ?? [...schema.structIterator()][0];
      return plain === undefined ? {} : { [plain[0]]: make(plain[1], depth + 1) };
    }
    if (schema.isStructSchema()) {
      const members = [...schema.structIterator()].filter(
        ([, member]) => depth < 3 || !(member.isStructSchema() || member.isListSchema() || member.isMapSchema()),
      );
      return Object.fromEntries(members.map(([name, member]) => [name, make(member, depth + 1)]));
    }
    if (schema.isListSchema())
      return [make(schema.getValueSchema(), depth + 1), make(schema.getValueSchema(), depth + 1)];
    if (schema.isMapSchema())
      return { 'key-a': make(schema.getValueSchema(), depth + 1), 'key-b': make(schema.getValueSchema(), depth + 1) };
    count++;
    if (schema.isBlobSchema()) return new Uint8Array([1, 2, 3, count % 250]);
    if (schema.isTimestampSchema()) return new Date(1_700_000_000_000 + count * 1000);
    if (schema.isBooleanSchema()) return true;
    if (schema.isBigIntegerSchema()) return BigInt(count);
    if (schema.isNumericSchema()) return traits.httpResponseCode ? 200 : count % 1000;
    if (schema.isDocumentSchema()) return { text: 'document', number: 1 };
    return traits.mediaType === 'application/json' ? '{"x":1}' : `s${count}`;
  };
  return make;
}

/** Comparable: bytes as text, dates as numbers, nothing that is undefined. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`;
  if (value instanceof Date) return `date ${value.getTime()}`;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => name !== '$metadata' && member !== undefined)
      .map(([name, member]) => [name, plain(member)]),
  );
}

/** Members that the client's own middleware sets, checks or derives: they are not a matter of the wire format. */
const MIDDLEWARE: Readonly<Record<string, RegExp>> = {
  s3: /^(Checksum|ContentMD5|SSECustomer|CopySourceSSECustomer|ContentLength|ContentEncoding|Expires|ContentType)/,
  apigateway: /^contentEncoding$/,
  events: /^EndpointId$/, // a global endpoint wants SigV4a, which is a package of its own
};

/** Not told by a plain HTTP exchange: event streams, and what the client rewrites before it sends. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'lambda:InvokeWithResponseStream',
  'lambda:InvokeAsync',
  's3:SelectObjectContent',
  's3:WriteGetObjectResponse',
  's3:CreateSession',
  's3:ListDirectoryBuckets', // S3 Express: another host
  'sts:AssumeRoleWithSAML', // unsigned: there is nobody to authenticate
  'sts:AssumeRoleWithWebIdentity',
  'logs:StartLiveTail',
  'logs:GetLogObject',
]);

interface Sending {
  send(command: unknown): Promise<Record<string, unknown>>;
  destroy(): void;
}
type SendingClass = new (configuration: object) => Sending;
type CommandClass = new (input: object) => object;
const isClass = (value: unknown): value is SendingClass & CommandClass => typeof value === 'function';

describe.each(CLIENTS)('%s', (signingName, sdk) => {
  const model = loadModel(signingName, sdk);
  let arrived: { operation: string; input: unknown } | undefined;
  let answer: unknown;
  const operations = Object.fromEntries(
    [...model.operations.keys()].map((operation) => [
      operation,
      (input: unknown) => {
        arrived = { operation, input };
        return answer;
      },
    ]),
  );
  const service: Service = { signingName, sdk, operations };
  const started = startTestRehearsal([service]);
  afterAll(async () => (await started).stop());

  test('every operation arrives and is answered unchanged', async () => {
    const local = await started;
    const clientClass = Object.entries(sdk).find(
      ([name, value]) => /^[A-Za-z0-9]+Client$/.test(name) && isClass(value),
    )?.[1];
    if (!isClass(clientClass)) throw new Error('no client');
    const { accessKeyId, secretAccessKey } = local.rehearsal.credentials;
    const client = new clientClass({
      region: 'eu-west-1',
      endpoint: local.rehearsal.endpoint,
      credentials: { accessKeyId, secretAccessKey },
      maxAttempts: 1,
      forcePathStyle: true,
      disableHostPrefix: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
    const skipped = MIDDLEWARE[signingName];
    const trim = (value: unknown) =>
      Object.fromEntries(
        Object.entries(Object(value)).filter(([name]) => skipped === undefined || !skipped.test(name)),
      );
    const wrong: string[] = [];
    let checked = 0;
    for (const [name, operation] of model.operations) {
      if (LEFT_OUT.has(`${signingName}:${name}`)) continue;
      const commandClass = sdk[`${name}Command`];
      if (!isClass(commandClass)) throw new Error(`no command ${name}`);
      // Made anew for each use, since the client's middleware may change what it is given.
      const made = (schema: NormalizedSchema) => (schema.isUnitSchema() ? {} : trim(createMaker()(schema, 0)));
      const input = made(operation.input);
      answer = made(operation.output);
      arrived = undefined;
      checked++;
      try {
        const output = await client.send(new commandClass(made(operation.input)));
        for (const [member, value] of Object.entries(output))
          if (
            typeof value === 'object' &&
            value !== null &&
            'transformToByteArray' in value &&
            typeof value.transformToByteArray === 'function'
          )
            output[member] = await value.transformToByteArray();
        expect({ name, operation: Object(arrived).operation, input: plain(trim(Object(arrived).input)) }).toEqual({
          name,
          operation: name,
          input: plain(input),
        });
        expect(plain(trim(output))).toEqual(plain(answer));
      } catch (error) {
        wrong.push(`${name}: ${error instanceof Error ? error.message.slice(0, 600) : String(error)}`);
      }
    }
    client.destroy();
    expect(wrong).toEqual([]);
    expect(checked).toBe(
      model.operations.size -
        [...LEFT_OUT].filter(
          (name) => name.startsWith(`${signingName}:`) && model.operations.has(name.split(':')[1] ?? ''),
        ).length,
    );
  }, 60_000);
});
