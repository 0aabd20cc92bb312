import { describe, expect, test } from '@jest/globals';
import { readingsOf } from '../../supply-chain/checks/readings.ts';
import { secretFindings } from '../../supply-chain/checks/secrets.ts';

/** In parts, so that this file holds none of them. */
const joined = (...parts: string[]) => parts.join('');
const found = (text: string) =>
  secretFindings([{ path: 'config.ts', where: 'commit c1', text }]).map(({ id }) => id.split(':')[1]);

describe('what looks like a secret', () => {
  test.each([
    ['aws-access-key-id', joined('const key = "AKIA', 'Q3EGRFHDGQW7X2VB";')],
    ['aws-access-key-id', joined('AWS_ACCESS_KEY_ID=ASIA', 'Y34FZKBOKMUTVV7A')],
    ['aws-secret-access-key', joined('aws_secret_access_key = wJalr7UtnFEMI', 'K7MDENGbPxRfiCYzQ9xLm2Pq48Z')],
    ['aws-secret-access-key', joined('"SecretAccessKey": "wJalr7UtnFEMI', 'K7MDENGbPxRfiCYzQ9xLm2Pq48Z"')],
    ['private-key', joined('-----BEGIN EC ', 'PRIVATE KEY-----\nMHc')],
    ['private-key', joined('-----BEGIN ', 'PRIVATE KEY-----')],
    ['private-key', joined('-----BEGIN PGP ', 'PRIVATE KEY BLOCK-----\n\nlQ')],
    ['private-key', joined('-----BEGIN RSA ENCRYPTED ', 'PRIVATE KEY-----')],
    ['stripe-key', joined('sk_li', 've_h7Gq2LkP9sXw4ZbV1nTcR8yM')],
    ['stripe-key', joined('rk_li', 've_h7Gq2LkP9sXw4ZbV1nTcR8yM')],
    ['google-api-key', joined('AI', 'zaSyh7Gq2LkP9sXw4ZbV1nTcR8yMf3JdK6uEa')],
    ['slack-web-hook', joined('https://hooks.slack.', 'com/services/T04XK29QP/B05ML81RS/h7Gq2LkP9sXw4ZbV1nTcR8yM')],
    ['json-web-token', joined('ey', 'JhbGciOiJIUzI1NiJ9.', 'eyJzdWIiOiI0NzExIn0.', 'h7Gq2LkP9sXw4ZbV1nTcR8yM')],
    ['github-token', joined('ghp_', 'h7Gq2LkP9sXw4ZbV1nTcR8yMf3JdK6uEaQ0o')],
    ['npm-token', joined('npm_', 'h7Gq2LkP9sXw4ZbV1nTcR8yMf3JdK6uEaQ0o')],
    ['gitlab-token', joined('glpat-', 'h7Gq2LkP9sXw4ZbV1nTc')],
    ['slack-token', joined('xoxb-', '2047561234-h7Gq2LkP9sXw4ZbV1nTc')],
    ['password-in-url', joined('postgres://app:', 'h7Gq2LkP9sXw@db.internal/app')],
    ['password-in-url', joined('postgres://app:', 'kT9wQ2xZ4mB@db/x')],
    ['password-in-url', joined('postgres://app:', joined('Xk9!qLm2#', 'Zr8vT%wq1@db/x'))],
    ['password-in-url', joined('amqp://app:', 'a8f3k2m9x1q7@mq/x')],
  ])('is found: %s', (rule, text) => {
    expect(found(text)).toEqual([rule]);
  });

  test.each([
    ['AWS’s example of an access key', joined('AKIA', 'IOSFODNN7EXAMPLE')],
    ['AWS’s example of a secret key', joined('aws_secret_access_key = wJalrXUtnFEMI/', 'K7MDENG/bPxRfiCYEXAMPLEKEY')],
    ['a long name of a feature', '"@aws-cdk/aws-kms:applyImportedAliasPermissionsToPrincipal": true'],
    ['a hash', 'sha512-WPjdr5oWOk1LArpI4pavu+fSo+/evi0Re1olxGvqwuZopd4gYR1UGCi+Soyn/IjmafqbWs+ZC+3AKxJS3ZpwUg=='],
    ['a password on the machine itself', joined('http://app:', 'kT9wQ2xZ4mB@127.0.0.1:4242/x')],
    ['a word in a URL', 'postgres://app:password@db/x'],
    ['words in a URL', 'postgres://app:change-me-before-use@db/x'],
    ['a placeholder in a URL', 'http://<key>:<secret>@127.0.0.1'],
    ['a template of a URL', 'http://$' + '{user}:$' + '{password}@host'],
    ['a public key', '-----BEGIN PUBLIC KEY-----'],
    ['a public key of OpenPGP', '-----BEGIN PGP PUBLIC KEY BLOCK-----'],
    ['a key of Stripe for tests', 'sk_test_h7Gq2LkP9sXw4ZbV1nTcR8yM'],
    ['a placeholder of a key', joined('sk_li', 've_xxxxxxxxxxxxxxxxxxxxxxxx')],
    ['Slack’s example of a web hook', joined('hooks.slack.', 'com/services/T00000000/B00000000/', 'X'.repeat(24))],
    ['the id of a role', joined('AROA', 'Q3EGRFHDGQW7X2VB')],
    ['a commit', 'commit 3de26dc17e47cb09b6c8f95ca24489b63ffab338653'],
  ])('is not: %s', (_, text) => {
    expect(found(text)).toEqual([]);
  });

  test('is looked for in a file in each way to read it, and told once', () => {
    const secret = joined('AKIA', 'Q3EGRFHDGQW7X2VB');
    const read = (bytes: Buffer) =>
      secretFindings(readingsOf(bytes).map((text) => ({ path: 'a\nb', where: 'commit c1', text }))).map(({ id }) => id);
    const both = Buffer.concat([Buffer.from(`${secret} `), Buffer.from(` ${secret} `, 'utf16le')]);
    expect(read(both)).toEqual(['secret:aws-access-key-id:a\\x0ab']);
    expect(readingsOf(Buffer.from('text'))).toEqual(['text']);
  });

  test.each([1, 2, 3, 255, 4_097])('%d bytes with a zero among them can be read', (length) => {
    const bytes = Buffer.alloc(length + 1, 'x').subarray(1);
    bytes[0] = 0;
    expect(readingsOf(bytes).map((text) => text.length)).toEqual([
      length,
      ...[0, 1, 0].map((cut) => (length - cut) >> 1),
    ]);
  });

  test('is told with its place, and shown by its first characters alone', () => {
    const secret = joined('AKIA', 'Q3EGRFHDGQW7X2VB');
    const [finding] = secretFindings([{ path: 'a/b.ts', where: 'commit c1', text: `first\n${secret}\n` }]);
    expect(finding?.id).toBe('secret:aws-access-key-id:a/b.ts');
    expect(finding?.text).toMatch(
      /^a\/b\.ts:2 \(commit c1\) holds what looks like a aws-access-key-id: "AKIAQ3\.\.\."/,
    );
    expect(finding?.text).not.toContain(secret);
  });
});
