import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { plainly } from '../../console/model/plain.ts';
import { compareReports } from '../../policies/report/changes.ts';
import { REPORT_FORMS } from '../../policies/report/forms.ts';
import { sbomDelta } from '../../policies/report/sbom-delta.ts';
import { type SecurityReport, securityReport } from '../../policies/report/security-report.ts';
import { checkOutputFile } from '../arguments/places.ts';
import { packageVersion } from '../package-version.ts';
import { colorsFor } from '../render/colors.ts';
import { reportLines } from '../render/report.ts';
import { readAccess, readBefore, readEvidence, readSboms } from './report-inputs.ts';

/** What `slipway report security` is told. */
export interface ReportOptions {
  readonly assembly: string;
  readonly out: string;
  readonly against?: string;
  readonly access?: string;
  readonly sbom: readonly string[];
  readonly sbomAgainst: readonly string[];
  readonly subject?: string;
  readonly json?: boolean;
}

/**
 * Writes the security report on a cloud assembly in all its forms.
 *
 * @returns 1 where a finding is open
 * @throws UserError where what was given cannot be read, or the report cannot be written
 */
export async function reportSecurity(options: ReportOptions): Promise<number> {
  const { assembly, out, json = false } = options;
  const [evidence, before, access, sbom, sbomBefore] = await Promise.all([
    readEvidence(assembly),
    options.against === undefined ? undefined : readBefore(options.against),
    options.access === undefined ? undefined : readAccess(options.access),
    options.sbom.length === 0 ? undefined : readSboms('--sbom', options.sbom),
    options.sbomAgainst.length === 0 ? undefined : readSboms('--sbom-against', options.sbomAgainst),
  ]);
  const alone = securityReport(evidence, {
    subject: options.subject ?? defaultSubject(process.env.CODEBUILD_RESOLVED_SOURCE_VERSION),
    day: new Date().toISOString().slice(0, 10),
    ...(access === undefined ? {} : { access }),
    ...(sbom === undefined ? {} : { sbom: sbomDelta(sbomBefore, sbom) }),
  });
  const report: SecurityReport = before === undefined ? alone : { ...alone, changes: compareReports(before, alone) };
  const files = Object.entries(REPORT_FORMS).map(([name, render]) => ({
    file: join(out, name),
    content: render(report, assembly),
  }));
  for (const { file } of files) checkOutputFile('--out', file);
  await Promise.all(files.map(({ file, content }) => writeFile(file, content)));
  const lines = json
    ? [JSON.stringify({ totals: report.totals, files: files.map(({ file }) => file) }, null, 2)]
    : reportLines(
        plainly(report),
        files.map(({ file }) => file),
        colorsFor(process.stdout),
      );
  process.stdout.write(`${lines.join('\n')}\n`);
  return report.totals.open === 0 ? 0 : 1;
}

/** In a build the commit that is built; elsewhere nobody knows what was changed since the last one. */
function defaultSubject(commit: string | undefined): string {
  const what = commit === undefined || commit === '' ? 'working tree' : `commit ${commit.slice(0, 12)}`;
  return `slipway ${packageVersion()}, ${what}`;
}
