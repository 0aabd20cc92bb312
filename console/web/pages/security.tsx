import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { answeredFor, type FindingTally, findingCount } from '../../../policies/report/tally.ts';
import type { Acknowledged, EvidenceView, SecurityView } from '../../model/security-view.ts';
import { count } from '../format.ts';
import { useLive } from '../live.ts';
import { AccessSection } from '../parts/access-ledger.tsx';
import { Empty, Known } from '../parts/notice.tsx';
import { ReleaseLink } from '../parts/release-link.tsx';
import { Shell } from '../parts/shell.tsx';
import { Mark } from '../parts/status.tsx';

/** An entry that expires within this time wants somebody's look. */
const SOON_DAYS = 30;

function Entry({ entry }: { readonly entry: Acknowledged }) {
  const { reason, owner, expires, daysLeft, findings } = entry;
  const rules = [...new Set(findings.map(({ id }) => id.split('::')[1]?.split('[')[0] ?? id))];
  return (
    <li>
      <p class="entry-head">
        <strong>{rules.join(', ')}</strong>
        <span class={`badge ${daysLeft < 0 ? 'bad' : daysLeft <= SOON_DAYS ? 'wait' : ''}`}>
          until {expires}
          {daysLeft < 0 ? ', expired' : daysLeft <= SOON_DAYS ? `, ${count(daysLeft, 'day')} left` : ''}
        </span>
        <span class="owner">{owner}</span>
      </p>
      <p>{reason}</p>
      <details>
        <summary>{count(findings.length, 'finding')}</summary>
        <ul class="findings">
          {findings.map(({ id, path }) => (
            <li key={`${id} ${path}`}>
              <code>{id}</code> at <code>{path}</code>
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}

interface FigureProps {
  readonly name: string;
  readonly tally: FindingTally;
  /** What it was judged by, or of what. */
  readonly children: ComponentChildren;
}

function Figure({ name, tally, children }: FigureProps) {
  const answered = answeredFor(tally);
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd>
        <strong>{findingCount(tally)}</strong>
        <span class="hint">{children}</span>
        <span class="hint">
          {[...(tally.open === 0 ? ['0 open'] : []), ...(answered === '' ? [] : [answered])].join(': ')}
        </span>
      </dd>
    </div>
  );
}

function Evidence({ evidence }: { readonly evidence: EvidenceView }) {
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const matches = (entry: Acknowledged) =>
    [entry.name, entry.reason, entry.owner, ...entry.findings.flatMap(({ id, path }) => [id, path])].some((text) =>
      text.toLowerCase().includes(wanted),
    );
  const shown = evidence.acknowledged.filter(matches);
  return (
    <>
      <dl class="figures">
        <Figure name="All packs" tally={evidence.total}>
          {count(evidence.resources, 'resource')} judged
        </Figure>
        {evidence.packs.map((pack) => (
          <Figure key={pack.name} name={pack.name} tally={pack}>
            {count(pack.rules, 'rule')}
          </Figure>
        ))}
      </dl>
      <section class="panel">
        <h2>Open findings</h2>
        {evidence.open.length === 0 ? (
          <p class="verdict good">
            <Mark tone="good" /> None: every finding has somebody who answers for it.
          </p>
        ) : (
          <ul class="findings">
            {evidence.open.map(({ id, path }) => (
              <li key={`${id} ${path}`}>
                <code>{id}</code> at <code>{path}</code>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section class="panel">
        <div class="head">
          <h2>Acknowledged findings</h2>
          <label class="search">
            <span>Search</span>
            <input type="search" value={search} onInput={(event) => setSearch(event.currentTarget.value)} />
          </label>
        </div>
        <p class="hint" role="status">
          {shown.length === evidence.acknowledged.length
            ? `${count(shown.length, 'entry', 'entries')} of the ledger, the next to expire first`
            : `${shown.length} of ${count(evidence.acknowledged.length, 'entry', 'entries')}`}
        </p>
        {shown.length === 0 ? <Empty>No entry has “{search}” in it.</Empty> : null}
        <ul class="list entries">
          {shown.map((entry) => (
            <Entry key={entry.name} entry={entry} />
          ))}
        </ul>
      </section>
    </>
  );
}

const FORMS: Readonly<Record<string, string>> = {
  html: 'HTML',
  md: 'Markdown',
  csv: 'CSV',
  json: 'JSON',
  sarif: 'SARIF',
};

function Reports({ names }: { readonly names: readonly string[] }) {
  return (
    <p class="downloads">
      Download the report as
      {names.map((name) => (
        <a key={name} href={`/report/${name}`} download={name}>
          {FORMS[name.split('.').at(-1) ?? ''] ?? name}
        </a>
      ))}
    </p>
  );
}

/** What the policy rules found in the newest release, who answers for what stays, and what roles did with their rights. */
export function Security() {
  const live = useLive<SecurityView>('security');
  const view = live.state;
  return (
    <Shell live={live}>
      <h1>Security</h1>
      {view === undefined ? null : (
        <>
          {view.release === undefined ? null : (
            <p class="lead">
              As judged in the build of <ReleaseLink execution={view.release} />
            </p>
          )}
          {view.evidence.known ? <Reports names={view.reports} /> : null}
          <Known part={view.evidence}>{(evidence) => <Evidence evidence={evidence} />}</Known>
          <AccessSection access={view.access} />
        </>
      )}
    </Shell>
  );
}
