import type { SbomDelta } from '../../../policies/report/sbom-delta.ts';
import type { PackagesDelta } from '../../model/bills.ts';
import { packageLines, packagesWords } from '../../model/dossier-words.ts';
import type { Part } from '../../model/part.ts';
import { Known } from './notice.tsx';

/** Up to this many packages are shown without being asked for. */
const SHOWN_OPEN = 10;

const LOOKS = {
  '+': { look: 'gained', says: 'new' },
  '~': { look: 'changed', says: 'another version' },
  '-': { look: 'lost', says: 'gone' },
} as const;

function Packages({ title, delta }: { readonly title: string; readonly delta: SbomDelta }) {
  const lines = packageLines(delta);
  return (
    <>
      <h3>{title}</h3>
      {lines.length === 0 ? (
        <p>{packagesWords(delta)}</p>
      ) : (
        <details open={lines.length <= SHOWN_OPEN}>
          <summary>{packagesWords(delta)}</summary>
          <ul class="sentences">
            {lines.map(({ sign, text }) => (
              <li key={text} class={LOOKS[sign].look}>
                <span class="visually-hidden">{LOOKS[sign].says}: </span>
                {text}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** What the release is made of, beside what the one that runs is made of. */
export function PackagesSection({ packages }: { readonly packages: Part<PackagesDelta> }) {
  return (
    <section class="panel">
      <h2>Which packages are new?</h2>
      <Known part={packages}>
        {({ deployed, build }) => (
          <div class="packages">
            <Packages title="In the code that is deployed" delta={deployed} />
            <Packages title="In what its build installs" delta={build} />
          </div>
        )}
      </Known>
    </section>
  );
}
