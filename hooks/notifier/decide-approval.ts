import type { NoticeKind } from './contract.ts';
import type { Notice } from './notice.ts';
import type { ActionRun, ReleaseFacts, WaitingApproval } from './release.ts';
import { executionUrl, howLong, inShort, lastName, short, theRelease, when, whichRelease } from './words.ts';

/** The parts of an approval's comment. */
const SEPARATOR = ' | ';

/** The dossier: what the approval itself links to, and how to open all of it. */
function dossier(facts: ReleaseFacts, { configuration }: ActionRun): Pick<Notice, 'next' | 'link'> {
  const id = short(facts.executionId);
  const { ExternalEntityLink: url } = configuration;
  return {
    next: [
      `Read the whole dossier and answer: npx slipway approve ${id} (it asks first), or npx slipway reject ${id} --comment "WHAT HAS TO CHANGE"`,
      'The same in a browser: npx slipway console',
    ],
    link:
      url === undefined
        ? { what: 'The execution', url: executionUrl(facts) }
        : { what: 'The security report of the commit', url },
  };
}

function notice(
  kind: NoticeKind,
  facts: ReleaseFacts,
  run: ActionRun,
  words: Pick<Notice, 'title' | 'says'> & { readonly details: readonly string[] },
): Notice {
  const comment = (run.configuration.CustomData ?? '')
    .split(SEPARATOR)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return {
    kind,
    key: `${kind}/${facts.executionId}/${run.id}`,
    executionId: facts.executionId,
    pipelineName: facts.pipelineName,
    of: inShort(facts),
    ...words,
    details: [whichRelease(facts), ...words.details, ...comment],
    ...dossier(facts, run),
  };
}

/** Tells that a release waits for a person. An answer may be faster than this message: then it says so. Pure. */
export function decideWaiting(facts: ReleaseFacts, run: ActionRun, approval: WaitingApproval): Notice {
  const answered =
    run.status === 'InProgress'
      ? []
      : [`It was answered in the meantime, by ${lastName(run.by ?? 'nobody')}: ${run.status}.`];
  return notice('approvalWaiting', facts, run, {
    title: `Approval waits at ${run.stage}`,
    says: `${theRelease(facts)} waits for an answer at ${run.stage}.`,
    details: [`Without an answer it expires on ${when(approval.expiresMs)}.`, ...answered],
  });
}

/** Tells that an approval will soon be lost. Pure. */
export function decideExpiring(facts: ReleaseFacts, run: ActionRun, approval: WaitingApproval, nowMs: number): Notice {
  const left = howLong(approval.expiresMs - nowMs);
  return notice('approvalExpiring', facts, run, {
    title: `Approval expires in ${left} at ${run.stage}`,
    says: `${theRelease(facts)} has waited at ${run.stage} since ${when(approval.sinceMs)}, and nobody has answered. The approval expires in ${left}; then the release fails.`,
    details: [`It expires on ${when(approval.expiresMs)}.`],
  });
}
