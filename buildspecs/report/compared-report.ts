import { EVIDENCE_FILE } from '../../policies/evidence.ts';
import { compareReports } from '../../policies/report/changes.ts';
import { REPORT_FILE } from '../../policies/report/forms.ts';
import { parseEvidence } from '../../policies/report/read-evidence.ts';
import { parseReport } from '../../policies/report/read-report.ts';
import { readPackages, type SbomPackage, sbomDelta } from '../../policies/report/sbom-delta.ts';
import { type SecurityReport, securityReport } from '../../policies/report/security-report.ts';
import { BILL_FILES } from '../changes/bill-files.ts';

/** Where a build leaves its own report in the cloud assembly, compared with nothing. */
const OWN_REPORT = `reports/${REPORT_FILE}`;

/** The files of a cloud assembly that a report is made of. */
export const isOfReport = (file: string): boolean =>
  file === EVIDENCE_FILE || file === OWN_REPORT || BILL_FILES.test(file);

/** Texts by their path in a cloud assembly. */
export type AssemblyFiles = ReadonlyMap<string, string>;

/** The last release, or why there is nothing of it to compare with, in a sentence. */
export type Before = { readonly files: AssemblyFiles } | { readonly none: string };

/**
 * The security report on a release, with what is not as it was in the last one. Pure.
 *
 * @param own files of its cloud assembly
 * @param before what cannot be read of it is not compared, and the report says so
 * @throws Error where its own files are not as a build leaves them
 */
export function comparedReport(own: AssemblyFiles, before: Before, day: string): SecurityReport {
  const { subject } = parseReport(document(own, OWN_REPORT));
  const evidence = parseEvidence(document(own, EVIDENCE_FILE));
  const packages = packagesOf(own);
  const earlier = 'none' in before ? before : readEarlier(before.files);
  if ('none' in earlier) {
    const report = securityReport(evidence, { subject, day, sbom: sbomDelta(undefined, packages) });
    return { ...report, notCompared: earlier.none };
  }
  const report = securityReport(evidence, { subject, day, sbom: sbomDelta(earlier.packages, packages) });
  return { ...report, changes: compareReports(earlier.report, report) };
}

/** An earlier version may have written its files in another form: no reason to stop a release. */
function readEarlier(files: AssemblyFiles) {
  try {
    return { report: parseReport(document(files, OWN_REPORT)), packages: packagesOf(files) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { none: `Compared with nothing: the report of the last release cannot be read (${why})` };
  }
}

function document(files: AssemblyFiles, file: string): unknown {
  const text = files.get(file);
  if (text === undefined) throw new Error(`the cloud assembly has no '${file}'`);
  return JSON.parse(text);
}

const packagesOf = (files: AssemblyFiles): ReadonlyMap<string, SbomPackage> =>
  readPackages(
    new Map([...files].flatMap(([file, text]) => (BILL_FILES.test(file) ? [[file, JSON.parse(text)] as const] : []))),
  );
