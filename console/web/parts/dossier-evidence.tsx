import { bakeWords } from '../../model/asked.ts';
import type { DossierView } from '../../model/dossier-view.ts';
import { testDifference, testWords } from '../../model/dossier-words.ts';
import type { ExecutionView } from '../../model/execution-view.ts';
import type { Part } from '../../model/part.ts';
import type { ReleaseStage } from '../../model/release-view.ts';
import type { TestComparison } from '../../model/test-results.ts';
import { shortCommit } from '../format.ts';
import { Empty, Known } from './notice.tsx';
import { Mark, Status } from './status.tsx';
import { Instant, Span } from './time.tsx';

/** Test results and coverage beside those of the release before. */
export function TestsSection({ tests }: { readonly tests: Part<readonly TestComparison[]> }) {
  return (
    <section class="panel">
      <h2>Tests</h2>
      <Known part={tests}>
        {(list) =>
          list.length === 0 ? (
            <Empty>No build of this release has written a report.</Empty>
          ) : (
            <table class="plain">
              <thead class="visually-hidden">
                <tr>
                  <th scope="col">Report</th>
                  <th scope="col">Result</th>
                  <th scope="col">Against the release before</th>
                </tr>
              </thead>
              <tbody>
                {list.map(({ stage, name, now, before }) => {
                  const failed = now.kind === 'tests' && now.failed > 0;
                  return (
                    <tr key={`${stage} ${name}`}>
                      <th scope="row">
                        <Mark tone={failed ? 'bad' : 'good'} /> {name} <span class="hint">{stage}</span>
                      </th>
                      <td>{testWords(now)}</td>
                      <td class="hint">{testDifference(now, before)}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          )
        }
      </Known>
    </section>
  );
}

/** What the stages before the approval have shown. */
export function EarlierSection({ stages }: { readonly stages: readonly ReleaseStage[] }) {
  return (
    <section class="panel">
      <h2>What it has passed</h2>
      <ul class="rows">
        {stages.map(({ name, status, outcome, startedMs, endedMs, actions }) => (
          <li key={name}>
            <Status status={outcome ?? status} />
            <span>
              <strong>{name}</strong>
              <span class="hint"> {actions.map((action) => action.name).join(', ')}</span>
            </span>
            <span class="tail">
              <Span from={startedMs} to={endedMs} now={endedMs ?? startedMs ?? 0} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What the bake will be able to notice, and what not. */
export function BakeSection({ dossier }: { readonly dossier: DossierView }) {
  const { known, sentences } = bakeWords(dossier);
  return (
    <section class="panel">
      <h2>What the bake will see</h2>
      {sentences.map((sentence) =>
        known ? <p key={sentence}>{sentence}</p> : <Empty key={sentence}>{sentence}</Empty>,
      )}
    </section>
  );
}

interface RollbackProps {
  readonly base: ExecutionView | undefined;
  readonly targets: readonly string[];
}

/** What a rollback goes back to. */
export function RollbackSection({ base, targets }: RollbackProps) {
  return (
    <section class="panel">
      <h2>Where a rollback goes</h2>
      {base === undefined ? (
        <Empty>Nowhere: nothing runs in {targets.join(', ')} yet.</Empty>
      ) : (
        <p>
          To <a href={`/release/${base.id}`}>“{base.title}”</a> <code>{shortCommit(base.commit)}</code>, there since{' '}
          <Instant ms={base.updatedMs} />.
        </p>
      )}
    </section>
  );
}
