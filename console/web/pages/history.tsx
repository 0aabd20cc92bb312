import { answerWords, dossierWords } from '../../model/approval-words.ts';
import type { DoraFigures } from '../../model/dora.ts';
import type { AnswerView, HistoryView, ReleaseRow } from '../../model/history-view.ts';
import { FIRST_PUSH } from '../../model/outcome.ts';
import { count, duration, percent } from '../format.ts';
import { useLive } from '../live.ts';
import { Empty, Notice } from '../parts/notice.tsx';
import { ReleaseLink } from '../parts/release-link.tsx';
import { Shell } from '../parts/shell.tsx';
import { Status } from '../parts/status.tsx';
import { Instant } from '../parts/time.tsx';

function Figure({ name, value, says }: { readonly name: string; readonly value: string; readonly says: string }) {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong>
        <span class="hint">{says}</span>
      </dd>
    </div>
  );
}

function Dora({ dora, stage }: { readonly dora: DoraFigures; readonly stage: string }) {
  const { days, released, releasesPerDay, medianLeadMs, changeFailureRate, medianRestoreMs } = dora;
  return (
    <dl class="figures">
      <Figure
        name="Released"
        value={`${releasesPerDay.toFixed(releasesPerDay < 10 ? 1 : 0)} a day`}
        says={`${released} to ${stage} in ${days === 1 ? 'the last day' : `${days} days`}`}
      />
      <Figure name="Lead time" value={duration(medianLeadMs)} says={`median, from push to the end of ${stage}`} />
      <Figure
        name="Taken back"
        value={changeFailureRate === undefined ? '–' : percent(changeFailureRate * 100)}
        says={`of those that came to ${stage}`}
      />
      <Figure name="Restored in" value={duration(medianRestoreMs)} says="median, until a release stayed again" />
    </dl>
  );
}

function Answer({ answer }: { readonly answer: AnswerView }) {
  const { by, stage, comment, dossier } = answer;
  return (
    <div class="answer">
      <span title={`${stage}: ${by}`}>{answerWords(answer)}</span> {comment === '' ? null : <q>{comment}</q>}{' '}
      {dossier === undefined ? null : (
        <span class="hint" title={`sha256:${dossier}`}>
          {dossierWords(dossier)}
        </span>
      )}
    </div>
  );
}

function Row({ row }: { readonly row: ReleaseRow }) {
  return (
    <tr>
      <td>
        <Status status={row.outcome} />
      </td>
      <th scope="row">
        <ReleaseLink execution={row} />
      </th>
      <td>{row.stage ?? '–'}</td>
      <td>
        <Instant ms={row.startedMs} />
      </td>
      <td class="number">{duration(row.leadMs)}</td>
      <td>{row.cause}</td>
      <td>
        {row.answers.map((answer) => (
          <Answer key={answer.stage} answer={answer} />
        ))}
        {row.stopReason === undefined ? null : (
          <div class="answer">
            stopped <q>{row.stopReason}</q>
          </div>
        )}
      </td>
    </tr>
  );
}

/** All releases, how they ended, and the four figures of delivery. */
export function History() {
  const live = useLive<HistoryView>('history');
  const view = live.state;
  return (
    <Shell live={live}>
      <h1>History</h1>
      {view === undefined ? null : (
        <>
          {view.unread === 0 ? null : (
            <Notice
              tone="info"
              title={`${count(view.unread, 'older release')} ${view.unread === 1 ? 'is' : 'are'} being read.`}
            >
              The figures are of those that are here already.
            </Notice>
          )}
          {view.releases[0]?.outcome === 'created' ? <Notice tone="info" title={FIRST_PUSH} /> : null}
          <Dora dora={view.dora} stage={view.lastStage} />
          <section class="panel">
            <h2>Releases</h2>
            {view.releases.length === 0 ? (
              <Empty>None yet. A push to the pipeline’s branch begins one.</Empty>
            ) : (
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable without a mouse
              <section class="scroll" tabIndex={0} aria-label="Releases">
                <table>
                  <thead>
                    <tr>
                      <th scope="col">Outcome</th>
                      <th scope="col">Release</th>
                      <th scope="col">Came to</th>
                      <th scope="col">Began</th>
                      <th scope="col">Lead time</th>
                      <th scope="col">Cause</th>
                      <th scope="col">Approvals and reasons</th>
                    </tr>
                  </thead>
                  <tbody>
                    {view.releases.map((row) => (
                      <Row key={row.id} row={row} />
                    ))}
                  </tbody>
                </table>
              </section>
            )}
          </section>
        </>
      )}
    </Shell>
  );
}
