import type { Verdict } from '../../verdict.ts';
import { type PassportDemand, Statement } from './contract.ts';

/**
 * Judges a version by the passport of its release, whose signature holds. `fail` where the passport is of another pipeline or commit,
 * such as one that was right once and is shown again, or does not name the version's code.
 *
 * @param payload what was signed
 * @param codeHash SHA-256 of the version's code as Lambda reports it, in hexadecimal
 */
export function decidePassport(demand: PassportDemand, payload: string, codeHash: string): Verdict {
  const fail = (reason: string): Verdict => ({ verdict: 'fail', reason: `passport: ${reason}` });
  const parsed = Statement.safeParse(payload);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return fail(`what is signed is no statement of a release: ${issue?.path.map(String).join('.')}: ${issue?.message}`);
  }
  const { subject, predicate } = parsed.data;
  const builder = predicate.runDetails.builder.id;
  if (builder !== demand.pipelineArn) return fail(`it is of ${builder}, and ${demand.pipelineArn} releases here`);
  const { commit } = predicate.buildDefinition.externalParameters;
  if (commit !== demand.commit) return fail(`it is of commit ${commit}, and commit ${demand.commit} is released`);
  const built = subject.find(({ digest }) => digest.sha256 === codeHash);
  return built === undefined
    ? fail(`the version's code ${codeHash} is none of the ${subject.length} that were built of commit ${commit}`)
    : { verdict: 'pass', reason: `its code is ${built.name}, built of commit ${commit}` };
}
