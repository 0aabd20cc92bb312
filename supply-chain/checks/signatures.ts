import { z } from 'zod';
import type { Finding } from './finding.ts';
import { ANOTHER_FORM, readNpmDocument } from './npm.ts';

const signed = z.object({ name: z.string(), version: z.string() });
/** What `npm audit signatures --json` says. https://docs.npmjs.com/cli/v11/commands/npm-audit#audit-signatures */
const report = z.object({ invalid: z.array(signed), missing: z.array(signed) });

/** What became of the registry's signatures. */
export type Signatures =
  | { readonly done: true; readonly findings: readonly Finding[] }
  | { readonly done: false; readonly why: string };

/** Reads the output of npm: a signature that does not hold, or is missing where the registry signs, is a finding. Pure. */
export function readSignatures(output: string): Signatures {
  const printed = readNpmDocument(output);
  if (!printed.read) return { done: false, why: printed.why };
  const found = report.safeParse(printed.document);
  if (!found.success) return { done: false, why: ANOTHER_FORM };
  const finding =
    (what: string) =>
    ({ name, version }: z.infer<typeof signed>): Finding => ({
      id: `signature:${name}@${version}`,
      text: `${name} ${version} ${what}: what is installed is not what the registry published; do not use it`,
    });
  const { invalid, missing } = found.data;
  return {
    done: true,
    findings: [
      ...invalid.map(finding('has a signature that does not hold')),
      ...missing.map(finding('has no signature of the registry')),
    ],
  };
}
