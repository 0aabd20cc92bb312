import { isUnchanged, type ReportChanges } from './changes.ts';
import { HTML_STYLE } from './html-style.ts';
import type { ReportedFinding, SecurityReport } from './security-report.ts';
import { counted, firstSentence, groupBy, placesOf, shortId, shortPath } from './short-path.ts';
import { tallyWords } from './tally.ts';

/** Text as HTML shows it. Whatever comes from outside goes through here. */
const text = (value: string | number): string =>
  String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
/** A long name that may break where a reader would. */
const name = (value: string): string => `<code>${text(value).replaceAll(/(::|\/)/g, '$1<wbr>')}</code>`;
const number = (value: number): string => `<td class="number">${value.toLocaleString('en')}</td>`;
const openCell = (value: number): string =>
  `<td class="number${value > 0 ? ' bad' : ' good'}">${value.toLocaleString('en')}</td>`;

/** Heads of columns that hold numbers. */
const NUMBERS = new Set(['Rules', 'Times judged', 'Open', 'Acknowledged', 'Compliant', 'Resources', 'Grants']);

function table(head: readonly string[], rows: readonly string[]): string {
  return `<table><thead><tr>${head.map((one) => `<th scope="col"${NUMBERS.has(one) ? ' class="number"' : ''}>${text(one)}</th>`).join('')}</tr></thead><tbody>${rows.map((row) => `<tr>${row}</tr>`).join('')}</tbody></table>`;
}

const section = (id: string, title: string, body: string): string =>
  `<section id="${id}"><h2>${text(title)}</h2>${body}</section>`;

/** The report as one page for the screen, light or dark, and for paper. It loads nothing. */
export function htmlReport(report: SecurityReport): string {
  const { findings, changes, access, sbom, totals } = report;
  const open = findings.filter(({ acknowledgedBy }) => acknowledgedBy === undefined);
  const sections: readonly (readonly [id: string, title: string, body: string])[] = [
    ...(open.length === 0 ? [] : [['open', 'Open findings', findingList(open)] as const]),
    ...(changes === undefined
      ? []
      : [['changes', `Since ${changes.against}`, changesBody(changes, findings)] as const]),
    ['packs', 'What was judged', packsBody(report)],
    ['decisions', 'Decisions', decisionsBody(report)],
    ...(access === undefined ? [] : [['access', 'What roles did', accessBody(access)] as const]),
    ...(sbom === undefined ? [] : [['packages', 'Packages', sbomBody(sbom)] as const]),
    ['rules', 'Rules', rulesBody(report)],
    ['resources', 'Findings by resource', resourcesBody(report)],
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Security report: ${text(report.subject)}</title>
<style>${HTML_STYLE}</style>
</head>
<body>
<header>
<p class="kind">Security report</p>
<h1>${text(report.subject)}</h1>
<p class="verdict ${totals.open === 0 ? 'good' : 'bad'}">${verdict(report)}</p>
<p class="meta">${text([report.day, report.notCompared].filter((one) => one !== undefined).join('. '))}</p>
</header>
<nav><ol>${sections.map(([id, title]) => `<li><a href="#${id}">${text(title)}</a></li>`).join('')}</ol></nav>
<dl class="tiles">
${tile(totals.findings, 'findings')}
${tile(totals.open, 'open', totals.open === 0 ? 'good' : 'bad')}
${tile(totals.acknowledged, 'acknowledged')}
${tile(totals.decisions, 'entries of the ledger')}
${tile(totals.rules, 'rules')}
${tile(totals.resources, 'resources')}
${tile(totals.judged, 'times judged')}
</dl>
<main>
${sections.map(([id, title, body]) => section(id, title, body)).join('\n')}
</main>
<footer>A finding is one violation of one rule by one resource; a rule may find several in one resource, and each counts. Counts are of this synthesis; fingerprints of findings are in the JSON, CSV and SARIF forms of this report.</footer>
</body>
</html>
`;
}

function verdict({ totals }: SecurityReport): string {
  return totals.open === 0
    ? `Nothing is open: ${tallyWords(totals)}.`
    : `${counted(totals.open, 'finding')} ${totals.open === 1 ? 'is' : 'are'} open. This must not be released.`;
}

const tile = (value: number, label: string, kind = ''): string =>
  `<div class="tile ${kind}"><dt>${text(label)}</dt><dd>${value.toLocaleString('en')}</dd></div>`;

/** Findings by what was found, with the resources where it was. */
function findingList(findings: readonly ReportedFinding[]): string {
  const items = [...groupBy(findings, ({ id }) => id)].map(([id, same]) => {
    const details = [...new Set(same.flatMap(({ detail }) => detail ?? []))];
    const notes = details.map((detail) => `<p class="detail">${text(detail)}</p>`).join('');
    return `<li>${name(shortId(id))}${notes}${placeList(same)}</li>`;
  });
  return `<ul class="findings">${items.join('')}</ul>`;
}

function placeList(findings: readonly ReportedFinding[]): string {
  const items = placesOf(findings.map(({ resource }) => resource)).map(({ path, stages }) =>
    stages.length === 0 ? name(path) : `${name(path)} <span class="stages">${text(stages.join(', '))}</span>`,
  );
  return `<ul class="places">${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
}

function packsBody({ packs, stacks }: SecurityReport): string {
  const packRows = packs.map(
    (pack) =>
      `<th scope="row">${text(pack.name)}</th>${number(pack.rules)}${number(pack.judged)}${openCell(pack.open)}${number(pack.acknowledged)}`,
  );
  const stackRows = stacks.map(
    (stack) =>
      `<th scope="row">${text(stack.name)}</th>${number(stack.resources)}${openCell(stack.open)}${number(stack.acknowledged)}`,
  );
  return `<div class="columns">${table(['Pack', 'Rules', 'Times judged', 'Open', 'Acknowledged'], packRows)}${table(['Stack', 'Resources', 'Open', 'Acknowledged'], stackRows)}</div>`;
}

function decisionsBody({ decisions, findings }: SecurityReport): string {
  const cards = decisions.map((decision) => {
    const covered = findings.filter(({ acknowledgedBy }) => acknowledgedBy === decision.name);
    const link = decision.evidence.startsWith('https://')
      ? `<a href="${text(decision.evidence)}" rel="noreferrer">${text(decision.evidence)}</a>`
      : `<code>${text(decision.evidence)}</code>`;
    return `<article class="decision" id="decision-${text(decision.name)}">
<h3>${text(decision.name)} <span class="count">${counted(decision.findings, 'finding')}</span></h3>
<p class="reason">${text(decision.reason)}</p>
<dl class="terms"><div><dt>Owner</dt><dd>${text(decision.owner)}</dd></div><div><dt>Until</dt><dd>${text(decision.expires)}</dd></div><div><dt>Evidence</dt><dd class="evidence">${link}</dd></div></dl>
<ul class="covered">${coveredRules(covered)}</ul>
</article>`;
  });
  return cards.join('\n');
}

/** The rules that a decision covers, and the resources below them; packs that say the same of the same are one. */
function coveredRules(covered: readonly ReportedFinding[]): string {
  const byId = groupBy(covered, ({ id }) => id);
  const bySamePlaces = groupBy([...byId], ([, same]) => same.map(({ resource }) => resource.path).join('\n'));
  return [...bySamePlaces.values()]
    .map((group) => {
      const ids = group.map(([id]) => name(shortId(id))).join('<br>');
      return `<li>${ids}${placeList(group[0]?.[1] ?? [])}</li>`;
    })
    .join('');
}

function changesBody(changes: ReportChanges, findings: readonly ReportedFinding[]): string {
  if (isUnchanged(changes)) return '<p>Nothing changed: the same findings, and the same decisions.</p>';
  const named = (fingerprints: readonly string[]) =>
    findingList(findings.filter(({ fingerprint }) => fingerprints.includes(fingerprint)));
  const part = (title: string, count: number, body: string) =>
    count === 0 ? '' : `<h3>${text(title)} <span class="count">${count}</span></h3>${body}`;
  const list = (items: readonly string[]) => `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
  const { added, gone, judgedAnew, decisions } = changes;
  return [
    part('New findings', added.length, named(added)),
    part('Judged anew', judgedAnew.length, named(judgedAnew)),
    part(
      'Gone',
      gone.length,
      list(gone.map(({ id, resource }) => `${name(shortId(id))} ${name(shortPath(resource.path))}`)),
    ),
    part('New decisions', decisions.added.length, list(decisions.added.map(text))),
    part('Decisions that are gone', decisions.gone.length, list(decisions.gone.map(text))),
    part(
      'Decisions that changed',
      decisions.changed.length,
      list(decisions.changed.map((one) => `${text(one.name)}: ${text(one.what.join('; '))}`)),
    ),
  ].join('');
}

function accessBody({ grants, used, roles }: NonNullable<SecurityReport['access']>): string {
  const lines = (items: readonly string[]) => items.map((item) => name(item)).join('<br>');
  const rows = roles.map(
    (role) =>
      `<th scope="row">${name(role.name)}</th>${number(role.grants)}<td>${lines(role.unused)}</td><td>${lines(role.denied)}</td>`,
  );
  return `<p>${counted(grants, 'grant')}, ${used.toLocaleString('en')} of them used.</p>${table(['Role', 'Grants', 'Never used', 'Denied'], rows)}`;
}

function sbomBody({ packages, changes }: NonNullable<SecurityReport['sbom']>): string {
  const total = `<p>${counted(packages, 'package')}.</p>`;
  if (changes === undefined) return total;
  const row = (what: string, of: string, from: readonly string[], to: readonly string[], licenses: readonly string[]) =>
    `<td>${what}</td><th scope="row">${name(of)}</th><td>${text(from.join(', '))}</td><td>${text(to.join(', '))}</td><td>${text(licenses.join(', '))}</td>`;
  const rows = [
    ...changes.added.map((one) => row('new', one.name, [], one.versions, one.licenses)),
    ...changes.changed.map((one) => row('changed', one.name, one.from, one.to, [])),
    ...changes.gone.map((one) => row('gone', one.name, one.versions, [], one.licenses)),
  ];
  return rows.length === 0
    ? `${total}<p>The same as before.</p>`
    : `${total}${table(['', 'Package', 'Before', 'Now', 'Licence'], rows)}`;
}

function rulesBody({ rules, totals }: SecurityReport): string {
  const found = rules.filter(({ open, acknowledged }) => open + acknowledged > 0);
  const rows = found.map(
    (rule) =>
      `<th scope="row">${name(rule.pack === 'Slipway' ? `Slipway::${rule.id}` : rule.id)}<p class="detail">${text(firstSentence(rule.description))}</p></th>${openCell(rule.open)}${number(rule.acknowledged)}${number(rule.compliant)}`,
  );
  const clean = groupBy(
    rules.filter((rule) => !found.includes(rule)),
    ({ pack }) => pack,
  );
  const lists = [...clean].map(
    ([pack, ofPack]) =>
      `<h4>${text(pack)}</h4><ul class="clean">${ofPack.map(({ id, compliant }) => `<li>${name(id.replace(`${pack}-`, ''))} ${compliant}</li>`).join('')}</ul>`,
  );
  const silent = totals.rules - rules.length;
  return `${table(['Rule', 'Open', 'Acknowledged', 'Compliant'], rows)}
<h3>Rules that found nothing <span class="count">resources that they held against</span></h3>${lists.join('')}
<p>${counted(silent, 'rule')} had no resource to judge: nothing of what they are about is deployed.</p>`;
}

function resourcesBody({ findings }: SecurityReport): string {
  return [...groupBy(findings, ({ resource }) => resource.stack)]
    .map(([stack, ofStack]) => {
      const rows = [...groupBy(ofStack, ({ resource }) => resource.path)].map(([path, same]) => {
        const ids = [...groupBy(same, ({ acknowledgedBy }) => acknowledgedBy ?? '')].map(([entry, ofEntry]) => {
          const by =
            entry === ''
              ? '<strong class="bad">open</strong>'
              : `<a href="#decision-${text(entry)}">${text(entry)}</a>`;
          return `<div class="by">${by}: ${ofEntry.map(({ id }) => name(shortId(id))).join(' ')}</div>`;
        });
        const type = same[0]?.resource.type ?? '';
        return `<th scope="row">${name(shortPath(path).replace(/^[^/]+\//, ''))}<p class="detail">${text(type)}</p></th><td>${ids.join('')}</td>`;
      });
      return `<h3>${text(stack)} <span class="count">${counted(ofStack.length, 'finding')}</span></h3>${table(['Resource', 'Findings'], rows)}`;
    })
    .join('');
}
