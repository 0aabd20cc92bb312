import { z } from 'zod';
import { SEVERITIES, type Severity } from '../policy.ts';
import type { Finding } from './finding.ts';
import { ANOTHER_FORM, readNpmDocument } from './npm.ts';

/** A known weakness of an installed package. */
export interface Advisory {
  readonly id: string;
  readonly severity: Severity;
  readonly packageName: string;
  readonly title: string;
  readonly url: string;
}

/** What `npm audit --json` has said. */
export type Audit =
  | { readonly done: true; readonly advisories: readonly Advisory[] }
  | { readonly done: false; readonly why: string };

const via = z.object({
  url: z.string(),
  title: z.string(),
  name: z.string(),
  severity: z.enum(SEVERITIES),
});
/** https://docs.npmjs.com/cli/v11/commands/npm-audit: the form since npm 7. */
const report = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(z.string(), z.object({ via: z.array(z.union([z.string(), via])) })),
});
const refusal = z
  .object({ message: z.string() })
  .or(z.object({ error: z.object({ summary: z.string() }) }).transform(({ error }) => ({ message: error.summary })));

/** Reads the output of npm. Anything but its report is no audit, and says why. Pure. */
export function readAudit(output: string): Audit {
  const printed = readNpmDocument(output);
  if (!printed.read) return { done: false, why: printed.why };
  const found = report.safeParse(printed.document);
  if (!found.success) {
    const refused = refusal.safeParse(printed.document);
    return { done: false, why: refused.success ? refused.data.message : ANOTHER_FORM };
  }
  const advisories = new Map<string, Advisory>();
  for (const { via: causes } of Object.values(found.data.vulnerabilities)) {
    for (const cause of causes) {
      if (typeof cause === 'string') continue;
      const id = cause.url.split('/').at(-1) ?? cause.url;
      advisories.set(`${id} ${cause.name}`, { ...cause, id, packageName: cause.name });
    }
  }
  return { done: true, advisories: [...advisories.values()] };
}

/** The advisories that fail a build: those of `failFrom` and graver. Pure. */
export function advisoryFindings(advisories: readonly Advisory[], failFrom: Severity): readonly Finding[] {
  const least = SEVERITIES.indexOf(failFrom);
  return advisories
    .filter(({ severity }) => SEVERITIES.indexOf(severity) >= least)
    .map(({ id, severity, packageName, title, url }) => ({
      id,
      text: `${packageName}: ${severity}: ${title} (${url}): update it, or except ${id} in supply-chain/policy.ts with a reason`,
    }));
}
