import { dossierWords } from '../../model/history-words.ts';
import type { ReleaseStage } from '../../model/release-view.ts';
import { Empty } from './notice.tsx';
import { lookOf, Mark, Status } from './status.tsx';
import { Span } from './time.tsx';

/** Every action that a release has run, by stage. */
export function ReleaseStages({ stages, now }: { readonly stages: readonly ReleaseStage[]; readonly now: number }) {
  return (
    <section class="panel">
      <h2>Stages</h2>
      {stages.length === 0 ? <Empty>It has come to no stage yet.</Empty> : null}
      <ol class="stages">
        {stages.map(({ name, status, startedMs, endedMs, actions }) => (
          <li key={name}>
            <h3>
              {name} <Status status={status} /> <Span from={startedMs} to={endedMs} now={now} />
            </h3>
            <ul class="actions">
              {actions.map((action) => (
                <li key={action.name} class="action">
                  <Mark tone={lookOf(action.status).tone} />
                  <span class="name">
                    <span class="visually-hidden">{lookOf(action.status).says}: </span>
                    {action.name}
                  </span>
                  <Span from={action.startedMs} to={action.endedMs} now={now} />
                  <p class="says">{action.error ?? action.summary}</p>
                  {action.dossier === undefined ? null : <p class="hint">{dossierWords(action.dossier)}</p>}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </section>
  );
}
