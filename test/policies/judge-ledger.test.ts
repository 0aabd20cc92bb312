import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../policies/evaluations.ts';
import { judgeLedger } from '../../policies/judge-ledger.ts';
import type { Covered, LedgerEntry } from '../../policies/ledger-entry.ts';

const today = new Date('2026-11-24T12:00:00Z');
const at = (path: string, id = 'Pack::rule'): Finding => ({ id, path, account: '111122223333', region: 'eu-west-1' });
const entry = ({ ids, paths, stages, ...changes }: Partial<LedgerEntry & Covered> = {}): LedgerEntry => ({
  name: 'an-entry',
  covers: [{ ids: ids ?? ['Pack::rule'], paths: paths ?? ['App/Bucket'], ...(stages === undefined ? {} : { stages }) }],
  reason: 'There is a good reason for this one.',
  owner: 'Somebody',
  expires: '2027-01-31',
  evidence: 'https://example.com/why',
  ...changes,
});
const judge = (entries: LedgerEntry[], findings: Finding[], stages: string[] = []) => {
  const { acknowledged, problems } = judgeLedger(entries, findings, stages, today);
  return { paths: acknowledged.map(({ finding }) => finding.path), problems };
};
const kinds = (entries: LedgerEntry[], findings: Finding[], stages: string[] = []) =>
  judge(entries, findings, stages).problems.map(({ kind }) => kind);

test('an exact entry acknowledges its finding', () => {
  expect(judge([entry()], [at('App/Bucket')])).toEqual({ paths: ['App/Bucket'], problems: [] });
});

test('an entry says nothing about other paths and other ids', () => {
  const findings = [at('App/Bucket'), at('App/Bucket2'), at('App/Bucket/Policy'), at('App/Bucket', 'Pack::rule[x]')];
  expect(judge([entry()], findings).paths).toEqual(['App/Bucket']);
});

test('an entry holds until the end of its last day', () => {
  expect(kinds([entry({ expires: '2026-11-24' })], [at('App/Bucket')])).toEqual([]);
  expect(kinds([entry({ expires: '2026-11-23' })], [at('App/Bucket')])).toEqual(['expired']);
});

test('an expired or faulty entry acknowledges nothing', () => {
  expect(judge([entry({ expires: '2026-11-23' })], [at('App/Bucket')]).paths).toEqual([]);
  expect(judge([entry({ reason: 'Because.' })], [at('App/Bucket')]).paths).toEqual([]);
});

test('an entry is judged again within a year', () => {
  expect(kinds([entry({ expires: '2027-11-25' })], [at('App/Bucket')])).toEqual([]);
  expect(kinds([entry({ expires: '2027-11-26' })], [at('App/Bucket')])).toEqual(['tooLong']);
});

test.each<[string, Partial<LedgerEntry & Covered>]>([
  ['a reason that is no sentence', { reason: 'false positive' }],
  ['a blank reason', { reason: '   ' }],
  ['no owner', { owner: ' ' }],
  ['no day', { expires: 'never' }],
  ['a day that does not exist', { expires: '2027-02-30' }],
  ['an id without its pack', { ids: ['AwsSolutions-S1'] }],
  ['no id', { ids: [] }],
  ['no path', { paths: [] }],
  ['a wildcard in the path', { paths: ['App/*'] }],
  ['a stage placeholder and no word on which stages', { paths: ['App/{stage}/Bucket'] }],
  ['a word on stages and no placeholder', { stages: 'every' }],
  ['nothing that it covers', { covers: [] }],
  ['a name that is none', { name: 'An entry' }],
  ['no evidence', { evidence: '' }],
  ['evidence over plain HTTP', { evidence: 'http://example.com/why' }],
  ['evidence that is a word', { evidence: 'trust-me' }],
])('%s is a fault', (_, changes) => {
  expect(kinds([entry(changes)], [at('App/Bucket')])).toEqual(['faulty']);
});

describe('an entry that acknowledges nothing', () => {
  test('is told what is found at its path', () => {
    const [problem] = judge([entry()], [at('App/Bucket', 'Pack::rule[one]')]).problems;
    expect(problem?.kind).toBe('unused');
    expect(problem?.message).toContain("'Pack::rule[one]'");
  });

  test('is told that nothing is there', () => {
    const [problem] = judge([entry()], [at('App/Other')]).problems;
    expect(problem?.message).toContain('nothing was found at this path');
  });

  test('is too broad where its finding lies below', () => {
    const [problem] = judge([entry({ paths: ['App'] })], [at('App/Bucket')]).problems;
    expect(problem).toMatchObject({ kind: 'tooBroad', message: expect.stringContaining("'App/Bucket'") });
  });

  test('counts for each of its ids and paths', () => {
    const both = entry({ ids: ['Pack::rule', 'Pack::gone'], paths: ['App/Bucket', 'App/Gone'] });
    expect(kinds([both], [at('App/Bucket')])).toEqual(['unused', 'unused', 'unused']);
  });
});

test('two entries for one finding are one too many', () => {
  expect(kinds([entry(), entry({ name: 'another' })], [at('App/Bucket')])).toEqual(['duplicate']);
});

test('two entries of one name are one too many', () => {
  const other = entry({ paths: ['App/Other'] });
  expect(kinds([entry(), other], [at('App/Bucket'), at('App/Other')])).toEqual(['duplicate']);
});

test('one entry may cover several kinds of findings, and each has to be found', () => {
  const covers = [
    { ids: ['Pack::rule'], paths: ['App/Bucket'] },
    { ids: ['Pack::other'], paths: ['App/{stage}/Table'], stages: 'some' as const },
  ];
  const findings = [at('App/Bucket'), at('App/Beta/Table', 'Pack::other')];
  expect(judge([entry({ covers })], findings, ['Beta'])).toEqual({
    paths: ['App/Bucket', 'App/Beta/Table'],
    problems: [],
  });
  expect(kinds([entry({ covers })], findings.slice(0, 1), ['Beta'])).toEqual(['unused']);
});

describe('an entry for stages', () => {
  const everywhere = entry({ paths: ['App/{stage}/Table'], stages: 'every' });

  test('holds in each of them, also in one that is added', () => {
    const findings = [at('App/Beta/Table'), at('App/Prod/Table'), at('App/Canada/Table')];
    expect(judge([everywhere], findings, ['Beta', 'Prod', 'Canada'])).toEqual({
      paths: findings.map(({ path }) => path),
      problems: [],
    });
  });

  test('holds in no construct that is not a stage', () => {
    expect(judge([everywhere], [at('App/Beta/Table'), at('App/Other/Table')], ['Beta']).paths).toEqual([
      'App/Beta/Table',
    ]);
  });

  test('for every stage must be found in every stage', () => {
    const { problems } = judge([everywhere], [at('App/Beta/Table')], ['Beta', 'Prod']);
    expect(problems).toMatchObject([{ kind: 'missingInStage', message: expect.stringContaining("stage 'Prod'") }]);
  });

  test('for some stages must be found in one', () => {
    const somewhere = entry({ paths: ['App/{stage}/Table'], stages: 'some' });
    expect(kinds([somewhere], [at('App/Beta/Table')], ['Beta', 'Prod'])).toEqual([]);
    expect(kinds([somewhere], [], ['Beta', 'Prod'])).toEqual(['unused']);
  });

  test('for configured stages may be found in none, but not where the resource has other findings', () => {
    const configured = entry({ paths: ['App/{stage}/Table'], stages: 'configured' });
    expect(kinds([configured], [at('App/Beta/Table')], ['Beta', 'Prod'])).toEqual([]);
    expect(kinds([configured], [], ['Beta', 'Prod'])).toEqual([]);
    expect(kinds([configured], [at('App/Beta/Table', 'Pack::another')], ['Beta', 'Prod'])).toEqual(['unused']);
  });

  test('for what is deployed only where it is configured may be found nowhere, in no stage either', () => {
    const configured = entry({ paths: ['App/Notifier'], stages: 'configured' });
    expect(kinds([configured], [])).toEqual([]);
    expect(judge([configured], [at('App/Notifier')])).toEqual({ paths: ['App/Notifier'], problems: [] });
    expect(kinds([configured], [at('App/Notifier', 'Pack::another')])).toEqual(['unused']);
  });
});

test('a number placeholder is a number from 1', () => {
  const numbered = entry({ paths: ['App/Approver{n}'] });
  const findings = ['1', '2', '12', '0', 'x', ''].map((n) => at(`App/Approver${n}`));
  expect(judge([numbered], findings).paths).toEqual(['App/Approver1', 'App/Approver2', 'App/Approver12']);
});

test("account and region of an id are those of the resource's stack", () => {
  const local = entry({ ids: ['Pack::rule[arn:aws:sns:{region}:{account}:*]'] });
  expect(kinds([local], [at('App/Bucket', 'Pack::rule[arn:aws:sns:eu-west-1:111122223333:*]')])).toEqual([]);
  expect(kinds([local], [at('App/Bucket', 'Pack::rule[arn:aws:sns:us-east-1:111122223333:*]')])).toEqual(['unused']);
});
