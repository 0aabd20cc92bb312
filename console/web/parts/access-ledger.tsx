import { useState } from 'preact/hooks';
import type { AccessSummary, RoleSummary } from '../../../policies/report/access.ts';
import type { Part } from '../../model/part.ts';
import { count } from '../format.ts';
import { Empty, Known } from './notice.tsx';

interface LinesProps {
  readonly title: string;
  readonly lines: readonly string[];
}

function Lines({ title, lines }: LinesProps) {
  if (lines.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul class="findings">
        {lines.map((line) => (
          <li key={line}>
            <code>{line}</code>
          </li>
        ))}
      </ul>
    </>
  );
}

function Role({ role: { name, grants, unused, denied } }: { readonly role: RoleSummary }) {
  return (
    <li>
      <details class="role">
        <summary>
          <strong>{name}</strong>{' '}
          <span class="hint">
            {count(grants, 'grant')}, {unused.length} never used
          </span>{' '}
          {denied.length === 0 ? null : <span class="badge bad">{denied.length} denied</span>}
        </summary>
        <Lines title="Denied" lines={denied} />
        <Lines title="Never used" lines={unused} />
        {denied.length + unused.length === 0 ? <Empty>Each grant was used, and nothing was denied.</Empty> : null}
      </details>
    </li>
  );
}

/** What was denied first, then what was granted for nothing. */
const byUrgency = (one: RoleSummary, other: RoleSummary): number =>
  other.denied.length - one.denied.length || other.unused.length - one.unused.length;

function Ledger({ ledger: { grants, used, roles } }: { readonly ledger: AccessSummary }) {
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const matches = ({ name, unused, denied }: RoleSummary) =>
    [name, ...unused, ...denied].some((text) => text.toLowerCase().includes(wanted));
  const shown = roles.filter(matches).sort(byUrgency);
  return (
    <>
      <div class="head">
        <h2>Access ledger</h2>
        <label class="search">
          <span>Role or right</span>
          <input type="search" value={search} onInput={(event) => setSearch(event.currentTarget.value)} />
        </label>
      </div>
      <p class="hint" role="status">
        {count(used, 'grant')} of {grants.toLocaleString()} used since this rehearsal began
        {wanted === '' ? `, ${count(roles.length, 'role')}` : `; ${shown.length} of ${count(roles.length, 'role')}`}
      </p>
      {shown.length === 0 ? <Empty>No role has “{search}” in it.</Empty> : null}
      <ul class="list">
        {shown.map((role) => (
          <Role key={role.name} role={role} />
        ))}
      </ul>
    </>
  );
}

/** What each role may do, what of it nobody saw it do, and what it was denied. */
export function AccessSection({ access }: { readonly access: Part<AccessSummary> }) {
  return (
    <section class="panel">
      {access.known ? null : <h2>Access ledger</h2>}
      <Known part={access}>{(ledger) => <Ledger ledger={ledger} />}</Known>
    </section>
  );
}
