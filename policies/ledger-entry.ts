import { z } from 'zod';

/** Findings of one kind at resources of one kind. */
export interface Covered {
  /**
   * Exact ids of the findings, with their pack: `AwsSolutions::AwsSolutions-IAM5[Resource::*]`. `{account}` and
   * `{region}` stand for those of the stack that the resource is in.
   */
  readonly ids: readonly string[];
  /**
   * Exact construct paths of the resources; every id must be found at every path. `{stage}` stands for an application
   * stage, so that a new stage needs no new entry; `{n}` for the number of one of several alike.
   */
  readonly paths: readonly string[];
  /**
   * Where a path has `{stage}`: whether the finding must be in `every` application stage; only in `some`, because not every
   * stage has the resource; or in those that are `configured` to have it, which may be none. `configured` may be said of
   * other paths too, of what is not deployed where nobody configured it.
   */
  readonly stages?: 'every' | 'some' | 'configured';
}

/** One decision about findings that stay. */
export interface LedgerEntry {
  /** What the decision is called, in kebab-case: in messages, reports and discussions. */
  readonly name: string;
  readonly covers: readonly Covered[];
  /** Why it is right as it is: at least a sentence. */
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  /** Last day on which it holds, as YYYY-MM-DD; at most a year ahead. */
  readonly expires: string;
  /** What the reason rests on: an https page, or a file of this repository. */
  readonly evidence: string;
}

/** Fewer words than these are no sentence that gives a reason. */
const REASON_WORDS_MIN = 6;

const covered = z
  .strictObject({
    ids: z
      .array(
        z.string().regex(/^[^:\s]+::\S(.*\S)?$/, { error: "must be '<pack>::<rule>' or '<pack>::<rule>[<finding>]'" }),
      )
      .min(1),
    paths: z.array(z.string().regex(/^[^*]+$/, { error: "must be an exact construct path, without '*'" })).min(1),
    stages: z.enum(['every', 'some', 'configured']).optional(),
  })
  .refine(
    ({ paths, stages }) =>
      stages === 'configured' || paths.every((path) => path.includes('{stage}') === (stages !== undefined)),
    {
      path: ['stages'],
      error: "must be given where the paths have '{stage}', and only there, but for 'configured'",
    },
  );

const entry = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, { error: 'must be a name in kebab-case' }),
  covers: z.array(covered).min(1),
  reason: z.string().refine((reason) => reason.trim().split(/\s+/).length >= REASON_WORDS_MIN, {
    error: `must be a sentence of at least ${REASON_WORDS_MIN} words`,
  }),
  owner: z.string().trim().min(1, { error: 'must name who answers for it' }),
  expires: z.iso.date({ error: 'must be a day, as YYYY-MM-DD' }),
  evidence: z.string().regex(/^(https:\/\/\S+|[\w-]+(\/[\w.-]+)+\.\w+)$/, {
    error: 'must be an https page or the path of a file of this repository',
  }),
});

/**
 * What is wrong with an entry by itself, whatever the app.
 *
 * @returns one line for each property that is wrong, with its value
 */
export function entryFaults(candidate: LedgerEntry): readonly string[] {
  const { error } = entry.safeParse(candidate);
  return (error?.issues ?? []).map((issue) => {
    const value = issue.path.reduce<unknown>(
      (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
      candidate,
    );
    return `${issue.path.map(String).join('.') || 'entry'} is ${JSON.stringify(value)}: ${issue.message}`;
  });
}
