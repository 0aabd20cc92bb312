import { expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { synthesize } from './synthesize.ts';

const template = synthesize();

test('there is a policy for people that lets nobody push to the released branch', () => {
  template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Effect: 'Deny',
          Action: Match.arrayWith(['codecommit:GitPush', 'codecommit:PutFile']),
          Condition: {
            StringEqualsIfExists: { 'codecommit:References': ['refs/heads/main'] },
            Null: { 'codecommit:References': 'false' },
          },
        }),
      ]),
    },
  });
});

test('it grants nothing, and no role of a release has it', () => {
  const [policy] = Object.entries(template.findResources('AWS::IAM::ManagedPolicy')).filter(([id]) =>
    id.startsWith('ProtectedBranch'),
  );
  const statements: { Effect: string }[] = policy?.[1].Properties.PolicyDocument.Statement;
  expect(statements.map(({ Effect }) => Effect)).toEqual(['Deny', 'Deny']);
  expect(policy?.[1].Properties.Roles).toBeUndefined();
});
