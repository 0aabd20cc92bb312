/* An approval has one text for its answer: the words of the person stand in it beside what they had read. */

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ApprovalResult.html */
const SUMMARY_MAX = 512;
/** At the end, and so the last that looks like it; a long principal may be cut. */
const PROOF = /(?:^|\s)\[dossier sha256:([0-9a-f]{64}), [^\s\]]*\]?$/;

/** What a person said with an answer, and what they had before them. */
export interface ApprovalAnswer {
  readonly comment: string;
  /** Hash of the dossier that was read, as hexadecimal SHA-256; undefined where the answer names none. */
  readonly dossier: string | undefined;
}

/**
 * What is written into the history with an answer.
 *
 * @param hash of the dossier that was read
 * @param principal ARN of who answers
 */
export function approvalSummary(comment: string, hash: string, principal: string): string {
  const proof = `[dossier sha256:${hash}, ${principal}]`;
  return `${comment.trim()} ${proof}`.trim().slice(0, SUMMARY_MAX);
}

/** The words of an answer apart from its proof: the reverse of `approvalSummary`. Pure. */
export function readApprovalSummary(summary: string): ApprovalAnswer {
  const proof = PROOF.exec(summary);
  return proof === null
    ? { comment: summary, dossier: undefined }
    : { comment: summary.slice(0, proof.index), dossier: proof[1] };
}
