import { approvalEnd, approvalWords, dossierWords } from '../../model/approval-words.ts';
import { failureSentence } from '../../model/failure-sentence.ts';
import type { ReleaseAction, ReleaseStage } from '../../model/release-view.ts';
import { Failure } from './failure.tsx';
import { Empty } from './notice.tsx';
import { lookOf, Mark, Status } from './status.tsx';
import { Span } from './time.tsx';

/** What an action says of its end. */
function Says({ action }: { readonly action: ReleaseAction }) {
  const raw = action.error ?? action.summary;
  const ended = action.status === 'Failed' || action.status === 'Succeeded';
  if (action.category === 'Approval' && ended) return <p class="says">{approvalWords(approvalEnd(action))}</p>;
  return action.status === 'Failed' ? <Failure sentence={failureSentence(raw)} raw={raw} /> : <p class="says">{raw}</p>;
}

/** Every action that a release has run, by stage. */
export function ReleaseStages({ stages, now }: { readonly stages: readonly ReleaseStage[]; readonly now: number }) {
  return (
    <section class="panel">
      <h2>Stages</h2>
      {stages.length === 0 ? <Empty>It has come to no stage yet.</Empty> : null}
      <ol class="stages">
        {stages.map(({ name, status, outcome, startedMs, endedMs, actions }) => (
          <li key={name}>
            <h3>
              {name} <Status status={outcome ?? status} /> <Span from={startedMs} to={endedMs} now={now} />
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
                  <Says action={action} />
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
