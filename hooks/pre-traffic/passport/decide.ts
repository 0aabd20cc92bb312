import type { Verdict } from '../../verdict.ts';
import { type PassportDemand, Statement } from './contract.ts';

/** The verdict on a passport. */
export interface PassportVerdict extends Verdict {
  /** Whether the execution that deploys it is none that releases its commit: the stage goes back to what was released before. */
  readonly isEarlierRelease: boolean;
}

/** A passport that does not let the version through. */
export const refused = (reason: string): PassportVerdict => ({
  verdict: 'fail',
  reason: `passport: ${reason}`,
  isEarlierRelease: false,
});

/**
 * Judges a version by the passport of its release, whose signature holds. `fail` where the passport is of another pipeline or commit,
 * such as one that was right once and is shown again, or does not name the version's code.
 *
 * @param payload what was signed
 * @param codeHash SHA-256 of the version's code as Lambda reports it, in hexadecimal
 */
export function decidePassport(demand: PassportDemand, payload: string, codeHash: string): PassportVerdict {
  const parsed = Statement.safeParse(payload);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refused(
      `what is signed is no statement of a release: ${issue?.path.map(String).join('.')}: ${issue?.message}`,
    );
  }
  const { subject, predicate } = parsed.data;
  const {
    builder: { id: builder },
    metadata,
  } = predicate.runDetails;
  if (builder !== demand.pipelineArn) return refused(`it is of ${builder}, and ${demand.pipelineArn} releases here`);
  const { commit } = predicate.buildDefinition.externalParameters;
  if (commit !== demand.commit) return refused(`it is of commit ${commit}, and commit ${demand.commit} is released`);
  const built = subject.find(({ digest }) => digest.sha256 === codeHash);
  if (built === undefined) {
    return refused(
      `the version's code ${codeHash} is none of the ${subject.length} that were built of commit ${commit}`,
    );
  }
  // The passport of a commit is that of the execution which signed last: another one that is under way is no going back.
  const releases = [metadata.invocationId, ...(metadata.executions ?? [])];
  const isEarlierRelease = !releases.includes(`${demand.pipelineArn}/${demand.execution}`);
  return { verdict: 'pass', reason: `its code is ${built.name}, built of commit ${commit}`, isEarlierRelease };
}
