import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { expect, test } from '@jest/globals';
import { EXIT } from '../../cli/program.ts';
import { runCli } from './run-cli.ts';

/** A cloud assembly with a stage of one stack, as CDK writes it. */
function assembly(resources: Record<string, unknown>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'assembly-'));
  const write = (file: string, content: unknown) => writeFileSync(path.join(folder, file), JSON.stringify(content));
  mkdirSync(path.join(folder, 'assembly-Pipeline-Beta'));
  write('manifest.json', {
    artifacts: {
      Beta: {
        type: 'cdk:cloud-assembly',
        properties: { directoryName: 'assembly-Pipeline-Beta', displayName: 'Pipeline/Beta' },
      },
      Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
    },
  });
  write('assembly-Pipeline-Beta/manifest.json', {
    artifacts: {
      BetaStudents: {
        type: 'aws:cloudformation:stack',
        environment: 'aws://111122223333/eu-west-1',
        properties: { templateFile: 'Students.template.json', stackName: 'Beta-Students' },
      },
    },
  });
  write('assembly-Pipeline-Beta/Students.template.json', { Resources: resources });
  return folder;
}

const queue = {
  Queue: { Type: 'AWS::SQS::Queue', Metadata: { 'aws:cdk:path': 'Pipeline/Beta/Students/Queue/Resource' } },
};

test('a one-way change is told with its name, and ends with 1', async () => {
  const { code, stdout } = await runCli('changes', '--against', assembly(queue), '--assembly', assembly({}));
  expect(code).toBe(EXIT.failed);
  expect(stdout).toContain('ONE-WAY  removed:Students/Queue');
  expect(stdout).toContain('Accepts-One-Way: removed:Students/Queue');
});

test('no one-way change ends with 0', async () => {
  const { code, stdout } = await runCli('changes', '--against', assembly({}), '--assembly', assembly(queue));
  expect(code).toBe(EXIT.ok);
  expect(stdout).toContain('Beta-Students: 1 reversible');
  expect(stdout).toContain('Beta-Students: permissions: unchanged');
});

test('--json prints one document', async () => {
  const { stdout } = await runCli('changes', '--json', '--against', assembly(queue), '--assembly', assembly({}));
  expect(JSON.parse(stdout)).toMatchObject({
    changes: [{ stack: 'Beta-Students', changes: [{ class: 'oneWay', name: 'removed:Students/Queue' }] }],
    permissions: [{ place: 'Beta', kind: 'none' }],
  });
});

test.each([
  ['{', /^--against: '.*' cannot be read as a cloud assembly: SyntaxError/],
  ['{"artifacts":3}', /^--against: '.*' cannot be read as a cloud assembly: .*expected record/],
  ['{}', /^--against is '.*', which holds no stack\. Make it anew/],
])('an assembly whose manifest is %j is wrong usage, and no verdict', async (manifest, message) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'assembly-'));
  writeFileSync(path.join(folder, 'manifest.json'), manifest);
  const { code, stdout, stderr } = await runCli('changes', '--against', folder, '--assembly', assembly({}));
  expect({ code, stdout }).toEqual({ code: EXIT.usage, stdout: '' });
  expect(stderr).toMatch(message);
});

test('an assembly without one of its templates is told', async () => {
  const folder = assembly({});
  rmSync(path.join(folder, 'assembly-Pipeline-Beta/Students.template.json'));
  const { code, stderr } = await runCli('changes', '--against', assembly({}), '--assembly', folder);
  expect(code).toBe(EXIT.usage);
  expect(stderr).toMatch(/^--assembly: '.*' cannot be read as a cloud assembly: .*ENOENT/);
});
