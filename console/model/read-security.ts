import { readPipeline } from '../../operations/pipeline-stage.ts';
import { Refused } from '../../operations/refused.ts';
import type { AccessSummary } from '../../policies/report/access.ts';
import { REPORT_FORMS } from '../../policies/report/forms.ts';
import { parseEvidence } from '../../policies/report/read-evidence.ts';
import { securityReport } from '../../policies/report/security-report.ts';
import { artifactOf, assemblyNamesOf } from './assembly-artifact.ts';
import type { ClockView } from './clock.ts';
import { newestExecutions } from './execution-list.ts';
import type { ExecutionView } from './execution-view.ts';
import { readRuns } from './history-reader.ts';
import { known, type Part, part, unknown } from './part.ts';
import type { DossierReaders } from './read-dossier.ts';
import { type SecurityView, toEvidenceView } from './security-view.ts';

/** Releases that are looked through for one that was built. */
const LOOKED_AT = 10;
const NONE = unknown(
  'No release has been built yet',
  'Push one: what the policy rules judged is in the cloud assembly that its Build stage makes.',
);
const OTHER_VERSION = unknown(
  'The evidence of this release is of another version of Slipway',
  'Push a release with this one.',
);

const NOT_TOLD = unknown(
  'AWS does not tell what each role did, and was denied',
  'A rehearsal does: look at this page there, or write a report with its ledger (slipway report security --access FILE).',
);

/** Tells what the roles of an account may do and did. Where there is none, nobody knows. */
export type AccessSource = () => Promise<Part<AccessSummary>>;

/** What reads the parts of the page about security. */
export interface SecurityReaders extends DossierReaders {
  readonly access: AccessSource | undefined;
}

const readAccess = ({ access }: SecurityReaders): Promise<Part<AccessSummary>> =>
  access?.() ?? Promise.resolve(NOT_TOLD);

interface FoundEvidence {
  readonly release: ExecutionView | undefined;
  /** The document that the release's cloud assembly holds. */
  readonly evidence: Part<string>;
}

/** The evidence of the newest release that has a cloud assembly. */
async function findEvidence({ clients, assembly }: DossierReaders, pipelineName: string): Promise<FoundEvidence> {
  const names = assemblyNamesOf(await readPipeline(clients, pipelineName));
  const executions = names.length === 0 ? [] : await newestExecutions(clients.codepipeline, pipelineName, LOOKED_AT);
  for (const release of executions) {
    const place = artifactOf(await readRuns(clients.codepipeline, pipelineName, release.id), names);
    if (place === undefined) continue;
    const read = await part(async (): Promise<Part<string>> => {
      const found = await assembly(place);
      if (found === undefined)
        return unknown(
          `The artifact s3://${place.bucket}/${place.key} cannot be read as a cloud assembly`,
          'Use a role with s3:GetObject on the artifact bucket and kms:Decrypt on its key.',
        );
      return found.evidence === undefined
        ? unknown('This release wrote no evidence', 'Its build has to synthesize with the policy packs.')
        : known(found.evidence);
    });
    return { release, evidence: read.known ? read.value : read };
  }
  return { release: undefined, evidence: NONE };
}

/** Reads what the policy rules judged in the newest release that was built, and what roles did with their rights. */
export async function readSecurity(
  readers: SecurityReaders,
  pipelineName: string,
  clock: ClockView,
): Promise<SecurityView> {
  const [{ release, evidence }, access] = await Promise.all([findEvidence(readers, pipelineName), readAccess(readers)]);
  const about = { pipelineName, clock, release, access, reports: Object.keys(REPORT_FORMS) };
  if (!evidence.known) return { ...about, evidence };
  const view = toEvidenceView(evidence.value, clock.nowMs);
  return { ...about, evidence: view === undefined ? OTHER_VERSION : known(view) };
}

/**
 * The security report of the newest release that was built, as `slipway report security` writes it.
 *
 * @param name one of the files of such a report
 * @throws Refused where there is no such file, or no evidence to report on
 */
export async function readSecurityReport(
  readers: SecurityReaders,
  pipelineName: string,
  name: string,
  { nowMs }: ClockView,
): Promise<string> {
  const render = Object.hasOwn(REPORT_FORMS, name) ? REPORT_FORMS[name] : undefined;
  if (render === undefined)
    throw new Refused(`A security report has no file ${name}`, `It has ${Object.keys(REPORT_FORMS).join(', ')}.`);
  const [{ release, evidence }, access] = await Promise.all([findEvidence(readers, pipelineName), readAccess(readers)]);
  if (!evidence.known) throw new Refused(evidence.why, evidence.mend);
  if (toEvidenceView(evidence.value, nowMs) === undefined) throw new Refused(OTHER_VERSION.why, OTHER_VERSION.mend);
  const report = securityReport(parseEvidence(JSON.parse(evidence.value)), {
    subject: `${pipelineName}, commit ${release?.commit.slice(0, 12) ?? ''}`,
    day: new Date(nowMs).toISOString().slice(0, 10),
    ...(access.known ? { access: access.value } : {}),
  });
  return render(report, 'cdk.out');
}
