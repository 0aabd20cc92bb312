import { describe, expect, test } from '@jest/globals';
import { compareReports } from '../../../policies/report/changes.ts';
import { csvReport } from '../../../policies/report/csv.ts';
import { htmlReport } from '../../../policies/report/html.ts';
import { markdownReport } from '../../../policies/report/markdown.ts';
import { BACKUP, report, WILDCARD, without } from './fixture.ts';

describe('CSV', () => {
  const lines = csvReport(report()).split('\r\n');

  test('has a line for each finding, with its decision', () => {
    expect(lines).toHaveLength(1 + 3 + 1);
    expect(lines[1]).toContain('acknowledged,Pack,Pack-Backup,Pack::Pack-Backup,Beta-Stack,App/Beta/Table/Resource');
    expect(lines[1]).toContain('restored-otherwise,It can be <restored> to any second.,Somebody,2027-01-31');
  });

  test('quotes what has commas and quotation marks, and lets no text be a formula', () => {
    expect(lines[2]).toContain('"Pack::Pack-Wildcard[Resource::<Bucket.Arn>/""a,b""/*]"');
    expect(lines[2]).toContain(`"'=Everything | below ""a,b"""`);
  });
});

describe('Markdown', () => {
  const text = markdownReport(report());

  test('says first what is open', () => {
    expect(text).toContain('**1 open**: 3 findings, 1 open, 2 acknowledged by 1 entry of the ledger.');
    expect(text.indexOf('## Open')).toBeLessThan(text.indexOf('## Packs'));
  });

  test('has no section for what is not there', () => {
    expect(markdownReport(report(without(WILDCARD)))).not.toContain('## Open');
    expect(text).not.toContain('## Since');
  });

  test('shows each decision with reason, owner, end, evidence and what it covers', () => {
    expect(text).toContain(
      '### restored-otherwise\n\nIt can be <restored> to any second.\n\nSomebody, until 2027-01-31.',
    );
    expect(text).toContain('- `Pack-Backup`: `App/Beta/Table`, `App/Prod/Table`');
  });
});

describe('HTML', () => {
  const html = htmlReport(report());

  test('loads nothing', () => {
    expect(html).not.toMatch(/<(script|link|img|iframe)|url\(|@import| on\w+=/);
    expect(html).toContain("default-src 'none'");
  });

  test('shows text as text, wherever it comes from', () => {
    expect(html).toContain('It can be &lt;restored&gt; to any second.');
    expect(html).not.toContain('<restored>');
    expect(html).not.toContain('<Bucket.Arn>');
    const subject = htmlReport(report(undefined, '<b>"x"</b>'));
    expect(subject).toContain('<title>Security report: &lt;b&gt;&quot;x&quot;&lt;/b&gt;');
  });

  test('says what is open before anything else, or that nothing is', () => {
    expect(html).toContain('1 finding is open. This must not be released.');
    expect(html.indexOf('id="open"')).toBeLessThan(html.indexOf('id="packs"'));
    const clean = htmlReport(report(without(WILDCARD)));
    expect(clean).toContain('Nothing is open: 2 findings, all acknowledged by 1 entry of the ledger.');
    expect(clean).not.toContain('id="open"');
  });

  test('tells the same place in several stages once', () => {
    const decision = html.slice(html.indexOf('id="decision-restored-otherwise"'), html.indexOf('id="rules"'));
    expect(decision.match(/<li><code>Table<\/code>/g)).toHaveLength(1);
    expect(decision).toContain('Beta, Prod');
  });

  test('links to pages', () => {
    expect(html).toContain('href="https://example.com/restore?a=1&amp;b=2"');
  });

  test('says that rules were there and had nothing to judge', () => {
    expect(html).toContain('1 rule had no resource to judge');
  });

  test('shows what changed', () => {
    const changes = compareReports(report(without(BACKUP), 'release 1'), report());
    const changed = htmlReport({ ...report(), changes });
    expect(changed).toContain('Since release 1');
    expect(changed).toContain('New decisions');
    const same = htmlReport({ ...report(), changes: compareReports(report(), report()) });
    expect(same).toContain('Nothing changed');
  });
});
