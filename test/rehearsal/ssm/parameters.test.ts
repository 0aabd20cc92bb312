import {
  AddTagsToResourceCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { kms } from '../../../rehearsal/services/kms/index.ts';
import { ssm as service } from '../../../rehearsal/services/ssm/index.ts';
import { startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

let local: TestRehearsal;
let ssm: SSMClient;
const put = (Name: string, Value: string, more: Partial<PutParameterCommandInput> = {}) =>
  ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', ...more }));
const get = async (Name: string, WithDecryption?: boolean) =>
  (await ssm.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter;

beforeAll(async () => {
  local = await startTestRehearsal([service, kms]);
  ssm = local.client(SSMClient);
});
afterAll(() => local.stop());

test('a parameter is read by name and by ARN', async () => {
  await put('/cdk-bootstrap/hnb659fds/version', '33');
  const found = await get('/cdk-bootstrap/hnb659fds/version');
  expect(found).toMatchObject({
    Value: '33',
    Version: 1,
    ARN: 'arn:aws:ssm:eu-west-1:111122223333:parameter/cdk-bootstrap/hnb659fds/version',
  });
  expect(await get(found?.ARN ?? '')).toEqual(found);
});

test('versions and labels select older values', async () => {
  await put('v', 'one');
  await expect(put('v', 'two')).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
  expect((await put('v', 'two', { Overwrite: true })).Version).toBe(2);
  await ssm.send(new LabelParameterVersionCommand({ Name: 'v', ParameterVersion: 1, Labels: ['good'] }));
  expect((await get('v'))?.Value).toBe('two');
  expect((await get('v:1'))?.Value).toBe('one');
  expect(await get('v:good')).toMatchObject({ Value: 'one', Selector: ':good' });
  await expect(get('v:9')).rejects.toMatchObject({ name: 'ParameterVersionNotFound' });
  const { Parameters } = await ssm.send(new GetParameterHistoryCommand({ Name: 'v' }));
  expect(Parameters?.map((one) => one.Value)).toEqual(['one', 'two']);
});

test('a secure string is shown in the clear only when that is asked for', async () => {
  await put('secure', 'secret', { Type: 'SecureString' });
  expect((await get('secure', true))?.Value).toBe('secret');
  expect((await get('secure'))?.Value).not.toContain('secret');
});

test('paths hold parameters, and those below when it is recursive', async () => {
  for (const name of ['/p/a', '/p/b', '/p/q/c']) await put(name, name);
  const names = async (Recursive: boolean) =>
    (await ssm.send(new GetParametersByPathCommand({ Path: '/p', Recursive }))).Parameters?.map((one) => one.Name);
  expect(await names(false)).toEqual(['/p/a', '/p/b']);
  expect(await names(true)).toEqual(['/p/a', '/p/b', '/p/q/c']);
});

test('what is not there is named', async () => {
  await expect(get('none')).rejects.toMatchObject({ name: 'ParameterNotFound' });
  await put('present', 'x');
  expect(await ssm.send(new GetParametersCommand({ Names: ['present', 'none'] }))).toMatchObject({
    Parameters: [{ Name: 'present' }],
    InvalidParameters: ['none'],
  });
  expect(await ssm.send(new DeleteParametersCommand({ Names: ['present', 'none'] }))).toMatchObject({
    DeletedParameters: ['present'],
    InvalidParameters: ['none'],
  });
});

test('patterns, sizes and names are checked', async () => {
  await expect(put('pattern', 'abc', { AllowedPattern: '^\\d+$' })).rejects.toMatchObject({
    name: 'ParameterPatternMismatchException',
  });
  await expect(put('large', 'x'.repeat(4097))).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(put('a/b', 'x')).rejects.toMatchObject({ name: 'ValidationException' });
});

test('parameters are described by filter and tagged', async () => {
  await put('/f/one', 'x', { Tags: [{ Key: 'team', Value: 'a' }] });
  const { Parameters } = await ssm.send(
    new DescribeParametersCommand({ ParameterFilters: [{ Key: 'Name', Option: 'BeginsWith', Values: ['/f/'] }] }),
  );
  expect(Parameters).toMatchObject([{ Name: '/f/one', Type: 'String', Tier: 'Standard' }]);
  const target = { ResourceType: 'Parameter', ResourceId: '/f/one' } as const;
  await ssm.send(new AddTagsToResourceCommand({ ...target, Tags: [{ Key: 'team', Value: 'b' }] }));
  expect((await ssm.send(new ListTagsForResourceCommand(target))).TagList).toEqual([{ Key: 'team', Value: 'b' }]);
});
