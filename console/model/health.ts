import { expiresSoon } from '../../hooks/notifier/contract.ts';
import type { RepairStep } from '../../operations/repair.ts';
import type { DeploymentView } from './deployment-view.ts';
import { type Waiting, waitingReleases } from './find-execution.ts';

/** One thing that was looked at, and what would mend it. */
export interface Check {
  /** What was looked at. */
  readonly name: string;
  /** `unknown`: it could not be looked at. */
  readonly state: 'ok' | 'wrong' | 'unknown';
  readonly says: string;
  /** What to do, in a sentence or a command; empty where nothing is wrong. */
  readonly mend: string;
}

export const fine = (name: string, says: string): Check => ({ name, state: 'ok', says, mend: '' });
export const wrong = (name: string, says: string, mend: string): Check => ({ name, state: 'wrong', says, mend });

const HOUR_MS = 3_600_000;
/** No function of Lambda runs longer. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LONGEST_RUN_MS = 15 * 60_000;
/** So long CodeDeploy waits for a hook. https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html */
const HOOK_TIMEOUT_MS = HOUR_MS;

/** Hooks that will never report, or never did. Pure. */
export function hookChecks(shifts: readonly DeploymentView[], nowMs: number): Check[] {
  const found = shifts.flatMap(({ functionName, id, hooks }) =>
    hooks.flatMap(({ name, status, startedMs = nowMs, endedMs = nowMs, says }): Check[] => {
      const what = `${name} of ${functionName} (${id})`;
      if (status === 'InProgress' && nowMs - startedMs > LONGEST_RUN_MS)
        return [
          wrong(
            'hooks',
            `${what} has not reported for ${Math.floor((nowMs - startedMs) / 60_000)} minutes, and no function runs so long`,
            'Stop it now (slipway release stop --reason "<why>"), or wait for CodeDeploy, which fails it after an hour; the log group of the hook says what it did last.',
          ),
        ];
      if (status === 'Failed' && says === undefined && endedMs - startedMs >= HOOK_TIMEOUT_MS)
        return [
          wrong(
            'hooks',
            `${what} never reported: CodeDeploy failed it after an hour`,
            'Look at the log group of the hook, correct it and push.',
          ),
        ];
      return [];
    }),
  );
  return found.length > 0 ? found : [fine('hooks', 'Each hook of the newest release has reported, or still may.')];
}

/** Approvals that expire within a day, and within the last quarter of their time. Pure. */
export function approvalChecks(view: Waiting, nowMs: number): Check[] {
  const waiting = waitingReleases(view);
  const soon = waiting.flatMap(({ stage, executionId, sinceMs, expiresMs }): Check[] => {
    if (sinceMs === undefined || expiresMs === undefined) return [];
    if (!expiresSoon(sinceMs, expiresMs, nowMs)) return [];
    const leftMs = expiresMs - nowMs;
    return [
      wrong(
        'approvals',
        `${stage} waits for an answer to ${executionId.slice(0, 8)}, and expires in ${Math.max(0, Math.round(leftMs / 60_000))} minutes`,
        `Answer it: slipway approve ${executionId.slice(0, 8)}, or slipway reject.`,
      ),
    ];
  });
  if (soon.length > 0) return soon;
  return [
    fine('approvals', waiting.length === 0 ? 'None waits.' : `${waiting.length} waits, and does not expire soon.`),
  ];
}

/** @param steps what a repair of the stage would do */
export function aliasChecks(stage: string, steps: readonly RepairStep[]): Check[] {
  const mend = `slipway release repair --stage ${stage}`;
  if (steps.length === 0)
    return [fine('aliases', `Every alias of ${stage} is wholly on the version that its stack says.`)];
  return steps.map((step) =>
    step.kind === 'continueRollback'
      ? wrong('aliases', `The stack ${step.stackName} is in UPDATE_ROLLBACK_FAILED`, mend)
      : wrong(
          'aliases',
          `${step.functionName}:${step.aliasName} is on ${Object.keys(step.now).join(' and ')}, and its stack says ${step.version}`,
          mend,
        ),
  );
}

/** The bootstrap that the pipeline needs. */
export interface NeededBootstrap {
  readonly qualifier: string;
  readonly version: number;
  /** Of the text of its template. */
  readonly digest: string;
}

/** What an account says of its bootstrap; `digest` is undefined where another template made it. */
export interface FoundBootstrap {
  readonly version: number;
  readonly digest: string | undefined;
}

/** @param found undefined where the account has none */
export function bootstrapCheck(
  found: FoundBootstrap | undefined,
  { qualifier, version, digest }: NeededBootstrap,
): Check {
  const mend = 'npm run deploy bootstraps with policies/bootstrap.yaml (an administrator does it, once an account).';
  if (found === undefined)
    return wrong('bootstrap', `This account and region are not bootstrapped with the qualifier ${qualifier}`, mend);
  if (found.version < version)
    return wrong('bootstrap', `It has version ${found.version}, and ${version} is needed`, mend);
  if (found.digest !== digest)
    return wrong(
      'bootstrap',
      found.digest === undefined
        ? 'It was made of another template than policies/bootstrap.yaml, or of an old one'
        : 'It was made of another text of policies/bootstrap.yaml than the one here: roles may lack what a release needs',
      mend,
    );
  return fine('bootstrap', `It has version ${found.version}, and the text that is here.`);
}

/** What the versions that are kept may take of the code storage before it is told. */
const FULL_SHARE = 0.8;
const GIB = 2 ** 30;

/**
 * Whether the versions that every release leaves behind, to come back to, still have room: without it no release publishes one. Pure.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export function codeStorageCheck({ limit, used }: { readonly limit: number; readonly used: number }): Check {
  const told = `Lambda: ${(used / GIB).toFixed(1)} of ${(limit / GIB).toFixed(0)} GiB for code are used`;
  if (used < limit * FULL_SHARE) return fine('quotas', `${told}.`);
  return wrong(
    'quotas',
    `${told}, and each release adds versions`,
    `Delete versions that no alias and no rollback needs (aws lambda delete-function --function-name <name> --qualifier <version>), or: aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-2ACBD22F --desired-value ${Math.ceil((2 * limit) / GIB)}`,
  );
}

/** Lambda keeps so many executions for functions that reserve none. https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const KEPT_UNRESERVED = 100;

/** Concurrent executions of Lambda. */
export interface Concurrency {
  readonly limit: number;
  /** That no function has reserved. */
  readonly unreserved: number;
  /** What the stages that are not deployed yet will reserve; undefined while no release was built. */
  readonly toCome: number | undefined;
}

/** Whether the next release gets the executions that it reserves. Pure. */
export function concurrencyCheck({ limit, unreserved, toCome }: Concurrency): Check {
  const needed = (toCome ?? 0) + KEPT_UNRESERVED;
  const told = `Lambda: ${unreserved} of ${limit} concurrent executions are not reserved`;
  const come = toCome === undefined ? 'what a release reserves is not known before its build' : `${toCome} are to come`;
  if (unreserved >= needed) return fine('quotas', `${told}; ${come}.`);
  return wrong(
    'quotas',
    `${told}; ${come}, and ${KEPT_UNRESERVED} have to stay`,
    `aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value ${Math.max(1000, limit + needed - unreserved)}`,
  );
}
