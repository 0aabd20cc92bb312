import { readPipeline } from '../../operations/pipeline-stage.ts';
import { artifactOf, assemblyNameOf } from './assembly-artifact.ts';
import type { ClockView } from './clock.ts';
import { readExecutions, readRuns } from './history-reader.ts';
import { known, type Part, part, unknown } from './part.ts';
import type { DossierReaders } from './read-dossier.ts';
import { type EvidenceView, type SecurityView, toEvidenceView } from './security-view.ts';

/** Releases that are looked through for one that was built. */
const LOOKED_AT = 10;
const NONE = unknown(
  'No release has been built yet',
  'Push one: what the policy rules judged is in the cloud assembly that its Build stage makes.',
);

/** Reads the evidence of the newest release that has a cloud assembly. */
export async function readSecurity(
  { clients, assembly }: DossierReaders,
  pipelineName: string,
  clock: ClockView,
): Promise<SecurityView> {
  const declaration = await readPipeline(clients, pipelineName);
  const name = assemblyNameOf(declaration);
  const executions = name === undefined ? [] : await readExecutions(clients.codepipeline, pipelineName);
  for (const release of executions.slice(0, LOOKED_AT)) {
    const runs = await readRuns(clients.codepipeline, pipelineName, release.id);
    const place = artifactOf(runs, name ?? '');
    if (place === undefined) continue;
    const read = await part(async (): Promise<Part<EvidenceView>> => {
      const found = await assembly(place);
      if (found === undefined)
        return unknown(
          `The artifact s3://${place.bucket}/${place.key} cannot be read as a cloud assembly`,
          'Use a role with s3:GetObject on the artifact bucket and kms:Decrypt on its key.',
        );
      if (found.evidence === undefined)
        return unknown('This release wrote no evidence', 'Its build has to synthesize with the policy packs.');
      const view = toEvidenceView(found.evidence, clock.nowMs);
      return view === undefined
        ? unknown('The evidence of this release is of another version of Slipway', 'Push a release with this one.')
        : known(view);
    });
    return { pipelineName, clock, release, evidence: read.known ? read.value : read };
  }
  return { pipelineName, clock, release: undefined, evidence: NONE };
}
