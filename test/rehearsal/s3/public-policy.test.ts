import { expect, test } from '@jest/globals';
import { parsePolicy } from '../../../rehearsal/policy/document.ts';
import { isPublic } from '../../../rehearsal/services/s3/public-policy.ts';

/*
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */

const everybody = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::data/*' };
const account = { ...everybody, Principal: { AWS: '111122223333' } };
const when = (operator: string, key: string, value: string | string[]) => ({
  ...everybody,
  Condition: { [operator]: { [key]: value } },
});

test.each<[string, unknown, boolean]>([
  ['everybody', everybody, true],
  ['everybody, as a list', { ...everybody, Principal: { AWS: ['*'] } }, true],
  ['everybody and an account', { ...everybody, Principal: { AWS: ['111122223333', '*'] } }, true],
  ['an account', account, false],
  ['a role', { ...everybody, Principal: { AWS: 'arn:aws:iam::111122223333:role/reader' } }, false],
  ['a service', { ...everybody, Principal: { Service: 'logging.s3.amazonaws.com' } }, false],
  ['all but an account', { ...everybody, Principal: undefined, NotPrincipal: { AWS: '111122223333' } }, true],
  ['nobody', { ...everybody, Effect: 'Deny' }, false],
  ['one statement of several', [account, everybody], true],
  ['everybody, and a Deny of them', [everybody, { ...everybody, Effect: 'Deny' }], true],
  ['a VPC', when('StringEquals', 'aws:SourceVpc', 'vpc-91237329'), false],
  ['a VPC, its key in another case', when('StringEquals', 'AWS:sourcevpc', 'vpc-91237329'), false],
  ['VPCs by a pattern', when('StringLike', 'aws:SourceVpc', 'vpc-*'), true],
  ['a pattern that is none', when('StringLike', 'aws:SourceVpc', 'vpc-91237329'), false],
  ['one of two VPCs by a pattern', when('StringLike', 'aws:SourceVpc', ['vpc-91237329', 'vpc-*']), true],
  ['a variable', when('StringEquals', 'aws:SourceVpc', `\${aws:SourceVpc}`), true],
  ['all VPCs but one', when('StringNotEquals', 'aws:SourceVpc', 'vpc-91237329'), true],
  ['a VPC, or none', when('StringEqualsIfExists', 'aws:SourceVpc', 'vpc-91237329'), true],
  ['no VPC but this', when('ForAllValues:StringEquals', 'aws:SourceVpc', 'vpc-91237329'), true],
  ['an endpoint', when('StringEquals', 'aws:SourceVpce', 'vpce-1'), false],
  ['an organisation', when('StringEquals', 'aws:PrincipalOrgID', 'o-1'), false],
  ['an account, as a condition', when('StringEquals', 'aws:PrincipalAccount', '111122223333'), false],
  ['a source', when('ArnLike', 'aws:SourceArn', 'arn:aws:sns:eu-west-1:111122223333:topic'), false],
  ['sources by a pattern', when('ArnLike', 'aws:SourceArn', 'arn:aws:sns:eu-west-1:*:topic'), true],
  ["a source's account", when('StringEquals', 'aws:SourceAccount', '111122223333'), false],
  ['a user', when('StringEquals', 'aws:userid', 'AIDAEXAMPLE'), false],
  ['sessions of a role', when('StringLike', 'aws:userid', 'AROAEXAMPLE:*'), true],
  [
    'access points of an account',
    when('ArnLike', 's3:DataAccessPointArn', 'arn:aws:s3:a:111122223333:accesspoint/*'),
    false,
  ],
  ['access points of all accounts', when('ArnLike', 's3:DataAccessPointArn', 'arn:aws:s3:a:*:accesspoint/*'), true],
  ["an access point's account", when('StringEquals', 's3:DataAccessPointAccount', '111122223333'), false],
  ['a network', when('IpAddress', 'aws:SourceIp', '203.0.113.0/24'), false],
  ['an address', when('IpAddress', 'aws:SourceIp', '203.0.113.1'), false],
  ['half of all addresses', when('IpAddress', 'aws:SourceIp', '0.0.0.0/1'), true],
  ['a network and all addresses', when('IpAddress', 'aws:SourceIp', ['203.0.113.0/24', '0.0.0.0/0']), true],
  ['a network without its size', when('IpAddress', 'aws:SourceIp', '10.0.0.0/'), true],
  ['the shortest prefix', when('IpAddress', 'aws:SourceIp', '15.0.0.0/8'), false],
  ['a network of IPv6', when('IpAddress', 'aws:SourceIp', '2001:db8::/32'), false],
  ['half of IPv6', when('IpAddress', 'aws:SourceIp', '8000::/1'), true],
  ['all but a network', when('NotIpAddress', 'aws:SourceIp', '203.0.113.0/24'), true],
  ['who comes over TLS', when('Bool', 'aws:SecureTransport', 'true'), true],
  ['who has a referer', when('StringEquals', 'aws:Referer', 'https://example.com'), true],
])('a policy for %s', (_who, statement, expected) => {
  expect(isPublic(parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statement })))).toBe(expected);
});
