import { expect, test } from '@jest/globals';
import { approvalSummary, readApprovalSummary } from '../../../hooks/notifier/approval-answer.ts';

const HASH = 'a1'.repeat(32);
const GRACE = 'arn:aws:sts::111122223333:assumed-role/Approver/grace';

test.each(['', 'Looked at it', 'Two\nlines', 'See [dossier] 12'])('%j is read as it was said', (comment) => {
  expect(readApprovalSummary(approvalSummary(comment, HASH, GRACE))).toEqual({ comment, dossier: HASH });
});

test('words that look like a proof stay words: only the last one is it', () => {
  const comment = `Fine [dossier sha256:${'0'.repeat(64)}, somebody]`;
  expect(readApprovalSummary(approvalSummary(comment, HASH, GRACE))).toEqual({ comment, dossier: HASH });
});

test('a principal that is cut, as all of it is too long for CodePipeline, does not hide the hash', () => {
  const comment = 'x'.repeat(280);
  const long = `arn:aws:sts::111122223333:assumed-role/${'r'.repeat(64)}/${'s'.repeat(64)}`;
  const summary = approvalSummary(comment, HASH, long);
  expect(summary).toHaveLength(512);
  expect(readApprovalSummary(summary)).toEqual({ comment, dossier: HASH });
});

test('an answer that names no dossier is all comment', () => {
  expect(readApprovalSummary('Approved by --yes')).toEqual({ comment: 'Approved by --yes', dossier: undefined });
});
