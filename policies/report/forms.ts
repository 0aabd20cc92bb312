import { csvReport } from './csv.ts';
import { htmlReport } from './html.ts';
import { markdownReport } from './markdown.ts';
import { sarifReport } from './sarif.ts';
import type { SecurityReport } from './security-report.ts';

/** File of a report's folder that a later report is compared with. */
export const REPORT_FILE = 'security-report.json';

/** The files of a report, by name, each with its form. */
export const REPORT_FORMS: Readonly<Record<string, (report: SecurityReport, assembly: string) => string>> = {
  'security-report.html': htmlReport,
  'security-report.md': markdownReport,
  'security-report.csv': csvReport,
  [REPORT_FILE]: (report) => `${JSON.stringify(report, undefined, 2)}\n`,
  'security-report.sarif': sarifReport,
};
