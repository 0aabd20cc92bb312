import { expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { readAction, resourceStatements, rightsOf, roleOf } from './read-template.ts';
import { environment, synthesize } from './synthesize.ts';

const template = synthesize();
const approve = readAction(template, 'ApproveProd', 'Approve');

test('the approval waits seven days', () => {
  expect(approve.TimeoutInMinutes).toBe(7 * 24 * 60);
});

test('the approval waits as long as its stage says', () => {
  const other = synthesize({ environments: [environment({ approval: { approvers: [], timeoutMinutes: 30 } })] });
  expect(readAction(other, 'ApproveBeta', 'Approve').TimeoutInMinutes).toBe(30);
});

test('the approver reads which release goes where, and what its bake can see', () => {
  expect(approve.Configuration.CustomData).toBe(
    'Release #{Build.RELEASE_VERSION}, commit #{SourceVariables.CommitId}, to Prod: #{SourceVariables.CommitMessage} | ' +
      '#{Changes.CHANGES} #{Changes.PERMISSIONS} | ' +
      'At 2.5 requests/s the bake of 5 minutes notices an error rate of 16 % or more with 95 %, a smaller one less often; ' +
      'each alarm takes back 0.14 % of the good releases at most. ' +
      'Under 46 requests to the new version: too little evidence, accepted.',
  );
});

test('the approver of a stage without a bake reads that there is none', () => {
  const other = synthesize({ environments: [environment({ approval: { approvers: [], timeoutMinutes: 30 } })] });
  expect(readAction(other, 'ApproveBeta', 'Approve').Configuration.CustomData).toMatch(
    /\| No bake: the traffic moves all at once, so no alarm sees a bad version before it has all of it\.$/,
  );
});

test('the variables of the comment come from the source and the build', () => {
  expect(readAction(template, 'Source', 'Source').Namespace).toBe('SourceVariables');
  expect(readAction(template, 'Build', 'Build').Namespace).toBe('Build');
  expect(readAction(template, 'Changes', 'Judge').Namespace).toBe('Changes');
});

test('every approver is told by e-mail, over an encrypted topic', () => {
  const approvers = ['a@example.com', 'b@example.com'];
  const other = synthesize({ environments: [environment({ approval: { approvers, timeoutMinutes: 30 } })] });
  const subscriptions = Object.values(other.findResources('AWS::SNS::Subscription')).map((one) => one.Properties);
  expect(subscriptions.map((one) => [one.Protocol, one.Endpoint])).toEqual(
    ['security-approvers@example.com', ...approvers].map((address) => ['email', address]),
  );
  other.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: { 'Fn::GetAtt': [Match.anyValue(), 'Arn'] } });
});

test('the topic refuses messages without TLS', () => {
  const refusal = expect.objectContaining({
    Effect: 'Deny',
    Action: ['sns:Publish'],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  });
  expect(resourceStatements(template, 'AWS::SNS::TopicPolicy', 'PolicyDocument')).toEqual([refusal, refusal]);
});

test('the action may publish to that topic alone', () => {
  const [publish] = rightsOf(template, roleOf(approve)).filter((statement) => statement.Action.includes('sns:Publish'));
  expect(publish?.Resource).toEqual([approve.Configuration.NotificationArn]);
});

test('the approval links to the security report of the commit that is approved', () => {
  const link = JSON.stringify(approve.Configuration.ExternalEntityLink);
  expect(link).toContain('https://eu-west-1.console.aws.amazon.com/s3/object/');
  expect(link).toContain('&prefix=slipway/Report/#{SourceVariables.CommitId}/security-report.html');
});
