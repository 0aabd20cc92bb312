import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Evidence } from '../../policies/evidence.ts';
import { EVIDENCE, WILDCARD, without } from '../policies/report/fixture.ts';
import { runCli } from './run-cli.ts';

function folderWith(file: string, content: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  writeFileSync(join(folder, file), JSON.stringify(content));
  return folder;
}
const assembly = (evidence: Evidence) => folderWith('policy-evidence.json', evidence);
const newFolder = () => mkdtempSync(join(tmpdir(), 'report-out-'));
const security = (...args: string[]) => runCli('report', 'security', ...args);

test('writes the report in five forms, and ends with 0 where nothing is open', async () => {
  const out = newFolder();
  const { code, stdout } = await security('--assembly', assembly(without(WILDCARD)), '--out', out, '--subject', 'x');
  expect([code, readdirSync(out).sort()]).toEqual([
    0,
    ['csv', 'html', 'json', 'md', 'sarif'].map((end) => `security-report.${end}`),
  ]);
  expect(stdout).toContain('2 findings, all acknowledged by 1 entry of the ledger');
  expect(stdout).toContain('nothing is open');
});

test('ends with 1 where a finding is open, and names it', async () => {
  const { code, stdout } = await security('--assembly', assembly(EVIDENCE), '--out', newFolder());
  expect(code).toBe(1);
  expect(stdout).toContain(`${WILDCARD} at App/Bucket/Policy`);
});

test('compares with an earlier report and with an earlier assembly', async () => {
  const before = newFolder();
  await security('--assembly', assembly(without(WILDCARD)), '--out', before, '--subject', 'release 1');
  for (const [against, name] of [
    [before, 'release 1'],
    [assembly(without(WILDCARD)), 'report-'],
  ] as const) {
    const out = newFolder();
    const { stdout } = await security('--assembly', assembly(EVIDENCE), '--out', out, '--against', against);
    expect(stdout).toContain('1 new finding, 0 gone');
    const written = JSON.parse(readFileSync(join(out, 'security-report.json'), 'utf8'));
    expect(written.changes.against).toContain(name);
  }
});

test('what cannot be read or written is wrong usage, and no open finding', async () => {
  const folder = assembly(without(WILDCARD));
  const file = join(folderWith('file', {}), 'file');
  for (const [args, message] of [
    [['--out', file], /^--out is '.*', which is no folder to write to: .*EEXIST/],
    [['--out', join(file, 'below')], /^--out is '.*', which is no folder to write to: .*ENOTDIR/],
    [['--out', newFolder(), '--access', folder], /^--access: '.*' is not what it should be: .*EISDIR/],
    [['--out', newFolder(), '--access', 'http://'], /^--access is 'http:\/\/', which is no address/],
  ] as const) {
    const { code, stdout, stderr } = await security('--assembly', folder, ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  }
});

test('takes SBOMs from a folder', async () => {
  const bom = { bomFormat: 'CycloneDX', components: [{ name: 'zod', version: '4.0.0' }] };
  const out = newFolder();
  const { stdout } = await security(
    ...['--assembly', assembly(EVIDENCE), '--out', out, '--json'],
    ...['--sbom', folderWith('one.json', bom), '--sbom-against', folderWith('one.json', { ...bom, components: [] })],
  );
  expect(JSON.parse(stdout).totals.open).toBe(1);
  expect(readFileSync(join(out, 'security-report.md'), 'utf8')).toContain('- `zod` 4.0.0 (no licence given)');
});

test.each<[string, readonly string[], string]>([
  ['no assembly', ['--assembly', '/nowhere'], "--assembly is '/nowhere', which holds no policy-evidence.json"],
  ['nothing to compare with', ['--against', '/nowhere'], "--against is '/nowhere', which holds neither"],
  ['no access ledger', ['--access', '/nowhere'], "--access: there is no '/nowhere'"],
  ['no SBOM', ['--sbom', '/nowhere'], "--sbom is '/nowhere', which does not exist"],
])('%s is told with the value', async (_, args, message) => {
  const given = args.includes('--assembly') ? [] : ['--assembly', assembly(EVIDENCE)];
  const { code, stderr } = await security(...given, ...args, '--out', newFolder());
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test('a file that is damaged is told by its name and what is wrong', async () => {
  const { code, stderr } = await security('--assembly', folderWith('policy-evidence.json', { packs: [] }));
  expect(code).toBe(2);
  expect(stderr).toContain('policy-evidence.json: resources');
});
