import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { IAMClient } from '@aws-sdk/client-iam';
import { EVIDENCE_FILE, type Evidence } from '../../policies/evidence.ts';
import { type AccessSummary, accessSummary } from '../../policies/report/access.ts';
import { REPORT_FILE } from '../../policies/report/forms.ts';
import { parseEvidence } from '../../policies/report/read-evidence.ts';
import { parseReport } from '../../policies/report/read-report.ts';
import { readPackages, type SbomPackage } from '../../policies/report/sbom-delta.ts';
import { type SecurityReport, securityReport } from '../../policies/report/security-report.ts';
import { UserError } from '../../rehearsal/kernel/errors.ts';
import { readAccessSummary } from './access-source.ts';

/**
 * What a synthesis evaluated.
 *
 * @throws UserError where the folder is no cloud assembly with evidence
 */
export async function readEvidence(assembly: string): Promise<Evidence> {
  const file = join(assembly, EVIDENCE_FILE);
  if (!existsSync(file)) {
    throw new UserError(
      'NoEvidence',
      `--assembly is '${assembly}', which holds no ${EVIDENCE_FILE}`,
      "Run 'npm run synth' first; it writes cdk.out, whether or not it finds anything.",
    );
  }
  return parsed('--assembly', file, parseEvidence);
}

/**
 * What an earlier release was: a report of it, or its cloud assembly.
 *
 * @throws UserError where the folder is neither
 */
export async function readBefore(folder: string): Promise<Pick<SecurityReport, 'subject' | 'decisions' | 'findings'>> {
  const report = join(folder, REPORT_FILE);
  if (existsSync(report)) return parsed('--against', report, parseReport);
  const evidence = join(folder, EVIDENCE_FILE);
  if (existsSync(evidence)) {
    return parsed('--against', evidence, (json) => securityReport(parseEvidence(json), { subject: folder, day: '' }));
  }
  throw new UserError(
    'NoReport',
    `--against is '${folder}', which holds neither ${REPORT_FILE} nor ${EVIDENCE_FILE}`,
    'Give the folder of an earlier report, or the cloud assembly of an earlier release.',
  );
}

/**
 * The access ledger, of a file that `slipway access --json` wrote or of an endpoint that is up.
 *
 * @param from path, or address that begins with http
 */
export const readAccess = (from: string): Promise<AccessSummary> =>
  /^https?:\/\//.test(from)
    ? readAccessSummary(checkedAddress(from), new IAMClient({ endpoint: from }))
    : parsed('--access', from, accessSummary);

function checkedAddress(address: string): string {
  if (!URL.canParse(address))
    throw new UserError('NoEndpoint', `--access is '${address}', which is no address`, 'Give http://127.0.0.1:4566.');
  return address;
}

/**
 * The packages of CycloneDX SBOMs.
 *
 * @param places files, or folders of which every .json is one
 */
export async function readSboms(option: string, places: readonly string[]): Promise<ReadonlyMap<string, SbomPackage>> {
  const files = (await Promise.all(places.map((place) => filesOf(option, place)))).flat();
  const documents = await Promise.all(
    files.map(async (file) => [file, await parsed(option, file, (json) => json)] as const),
  );
  return toldAs(option, places.join(', '), () => readPackages(new Map(documents)));
}

async function filesOf(option: string, place: string): Promise<readonly string[]> {
  if (!existsSync(place))
    throw new UserError('NoFile', `${option} is '${place}', which does not exist`, 'Give a file or a folder of SBOMs.');
  if (!(await stat(place)).isDirectory()) return [place];
  const files = (await readdir(place)).filter((file) => file.endsWith('.json')).map((file) => join(place, file));
  if (files.length === 0)
    throw new UserError('NoFile', `${option} is '${place}', which holds no .json`, 'Give a folder of SBOMs.');
  return files.sort();
}

async function parsed<T>(option: string, file: string, parse: (json: unknown) => T): Promise<T> {
  if (!existsSync(file))
    throw new UserError('NoFile', `${option}: there is no '${file}'`, 'Give a file that is there.');
  const content = await readFile(file, 'utf8').catch((error: unknown) => notReadable(option, file, error));
  return toldAs(option, file, () => parse(JSON.parse(content)));
}

/** What is wrong with a file that was given is the user's to mend. */
function toldAs<T>(option: string, file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    notReadable(option, file, error);
  }
}

function notReadable(option: string, file: string, error: unknown): never {
  const why = error instanceof Error ? error.message : String(error);
  throw new UserError('NotReadable', `${option}: '${file}' is not what it should be: ${why}`, 'Make it anew.');
}
