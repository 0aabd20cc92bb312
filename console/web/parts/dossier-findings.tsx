import { findingsWords } from '../../model/dossier-words.ts';
import type { FindingsDelta, FindingView } from '../../model/findings-delta.ts';
import type { Part } from '../../model/part.ts';
import { Known } from './notice.tsx';
import { Mark } from './status.tsx';

interface LineProps {
  readonly finding: FindingView;
  readonly change: 'gained' | 'lost';
}

function Line({ finding: { id, path, owner }, change }: LineProps) {
  return (
    <li class={change}>
      <span class="visually-hidden">{change === 'gained' ? 'new: ' : 'gone: '}</span>
      <code>{id}</code> at <code>{path}</code>
      {change === 'lost' ? null : <span class="hint">, {owner ?? 'nobody answers for it'}</span>}
    </li>
  );
}

/** What the policy rules find in this release and not in the one that runs. */
export function FindingsSection({ findings }: { readonly findings: Part<FindingsDelta> }) {
  return (
    <section class="panel">
      <h2>What do the policy rules newly find?</h2>
      <Known part={findings}>
        {({ total, since }) => {
          const quiet = since !== undefined && since.fresh.length === 0;
          return (
            <>
              <p class={`verdict ${quiet ? 'good' : 'wait'}`}>
                <Mark tone={quiet ? 'good' : 'wait'} /> {findingsWords({ total, since })}
              </p>
              <ul class="sentences">
                {(since?.fresh ?? []).map((one) => (
                  <Line key={`${one.id} ${one.path}`} finding={one} change="gained" />
                ))}
                {(since?.gone ?? []).map((one) => (
                  <Line key={`${one.id} ${one.path}`} finding={one} change="lost" />
                ))}
              </ul>
            </>
          );
        }}
      </Known>
    </section>
  );
}
