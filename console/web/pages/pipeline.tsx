import { useState } from 'preact/hooks';
import type { LogOf } from '../../model/build-log.ts';
import type { PipelineView } from '../../model/pipeline-view.ts';
import { duration } from '../format.ts';
import { useLive } from '../live.ts';
import { useNow } from '../now.ts';
import { BuildLog } from '../parts/build-log.tsx';
import { Empty } from '../parts/notice.tsx';
import { ReleaseLink } from '../parts/release-link.tsx';
import { Shell } from '../parts/shell.tsx';
import { StageCard } from '../parts/stage-card.tsx';
import { lookOf, Mark, Status } from '../parts/status.tsx';
import { Instant, Span } from '../parts/time.tsx';

interface Shown {
  readonly view: PipelineView;
  readonly now: number;
}

function Waiting({ view, now }: Shown) {
  const waiting = view.stages.flatMap(({ name, execution, actions }) =>
    actions.flatMap(({ approval }) =>
      approval === undefined || execution === undefined ? [] : [{ stage: name, execution, approval }],
    ),
  );
  return (
    <>
      {waiting.map(({ stage, execution, approval: { sinceMs, expiresMs } }) => (
        <section key={execution.id} class="call" aria-label={`${stage} waits for an approver`}>
          <Mark tone="wait" />
          <div>
            <h2>“{execution.title}” waits for an approver</h2>
            <p>
              At {stage}
              {sinceMs === undefined ? '' : ` for ${duration(now - sinceMs)}`}
              {expiresMs === undefined ? '.' : `; it expires in ${duration(expiresMs - now)}.`}
            </p>
          </div>
          <a class="button solid" href={`/approval/${execution.id}`}>
            Read and decide
          </a>
        </section>
      ))}
    </>
  );
}

function Queue({ view, now }: Shown) {
  return (
    <section class="panel">
      <h2>Under way</h2>
      {view.queue.length === 0 ? (
        <Empty>No release is under way. A push to the pipeline’s branch begins one.</Empty>
      ) : (
        <ul class="rows">
          {view.queue.map((one) => (
            <li key={one.id}>
              <Status status={one.outcome} />
              <ReleaseLink execution={one} />
              <span class="tail">
                {one.status === 'Stopping' ? 'is being stopped, ' : ''}
                {one.at === undefined ? '' : `at ${one.at}, `}
                <Span from={one.startedMs} to={undefined} now={now} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Ended({ view }: { readonly view: PipelineView }) {
  return (
    <section class="panel">
      <h2>Ended last</h2>
      {view.ended.length === 0 ? (
        <Empty>No release has ended yet.</Empty>
      ) : (
        <ul class="rows">
          {view.ended.map((one) => (
            <li key={one.id}>
              <Status status={one.outcome} />
              <ReleaseLink execution={one} />
              <span class="tail">
                {one.cause}, <Instant ms={one.updatedMs} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <p class="more">
        <a href="/history">The whole history</a>
      </p>
    </section>
  );
}

/** The stages as they are now, what waits for whom, and the releases in the queue. */
export function Pipeline() {
  const live = useLive<PipelineView>('pipeline');
  const view = live.state;
  const now = useNow(view?.clock);
  const [log, setLog] = useState<LogOf>();
  const busy = view?.stages.find(({ status }) => status === 'InProgress');
  return (
    <Shell live={live}>
      <h1 class="visually-hidden">Pipeline</h1>
      {view === undefined ? null : (
        <>
          <Waiting view={view} now={now} />
          <ol class="track" aria-label="Stages">
            {view.stages.map((stage) => (
              <StageCard
                key={stage.name}
                stage={stage}
                newest={view.stages[0]?.execution?.id}
                now={now}
                onLog={setLog}
              />
            ))}
          </ol>
          <p class="visually-hidden" role="status">
            {busy === undefined ? '' : `${busy.name}: ${lookOf(busy.status).says}`}
          </p>
          {log === undefined ? null : <BuildLog of={log} onClose={() => setLog(undefined)} />}
          <div class="columns">
            <Queue view={view} now={now} />
            <Ended view={view} />
          </div>
        </>
      )}
    </Shell>
  );
}
