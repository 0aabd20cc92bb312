import type { Verdict } from '../../verdict.ts';
import { type PassportDemand, Statement } from './contract.ts';
import { type ReportedVersion, startsOtherwise } from './start-up.ts';

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
 * such as one that was right once and is shown again, or does not name the version's code as that of its function,
 * and where Lambda would run other code than that.
 *
 * @param payload what was signed
 * @param version as Lambda reports it
 */
export function decidePassport(demand: PassportDemand, payload: string, version: ReportedVersion): PassportVerdict {
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
  const { codeHash } = version;
  const same = subject.filter(({ digest }) => digest.sha256 === codeHash).map(({ name }) => name);
  if (same.length === 0) {
    return refused(
      `the version's code ${codeHash} is none of the ${subject.length} that were built of commit ${commit}`,
    );
  }
  const { subject: name } = demand.built;
  if (!same.includes(name)) {
    return refused(`the version's code is ${same.join(' and ')}, and ${name} is what was built for this function`);
  }
  const otherwise = startsOtherwise(demand.built, version);
  if (otherwise !== undefined) return refused(`the version's code is ${name}, but ${otherwise}`);
  // The passport of a commit is that of the execution which signed last: another one that is under way is no going back.
  const releases = [metadata.invocationId, ...(metadata.executions ?? [])];
  const isEarlierRelease = !releases.includes(`${demand.pipelineArn}/${demand.execution}`);
  return { verdict: 'pass', reason: `its code is ${name}, built of commit ${commit}`, isEarlierRelease };
}
