import { releaseName } from '../../model/execution-view.ts';
import type { ReleaseView } from '../../model/release-view.ts';
import { facts } from '../facts.ts';
import { shortCommit } from '../format.ts';
import { useLive } from '../live.ts';
import { useNow } from '../now.ts';
import { BriefSection } from '../parts/brief.tsx';
import { Known } from '../parts/notice.tsx';
import { ReasonDialog } from '../parts/reason-dialog.tsx';
import { ReleaseStages } from '../parts/release-stages.tsx';
import { Shell } from '../parts/shell.tsx';
import { ShiftCard } from '../parts/shift-card.tsx';
import { Status } from '../parts/status.tsx';
import { Instant, Span } from '../parts/time.tsx';

function Steering({ view }: { readonly view: ReleaseView }) {
  const { steering, execution } = view;
  if (facts.csrfToken === undefined) return null;
  return (
    <div class="steering">
      {steering.stop.length === 0 ? null : (
        <ReasonDialog
          label="Stop and roll back"
          title="Stop this release and roll it back?"
          explains={`All traffic of ${steering.stop.map(({ functionName }) => functionName).join(', ')} goes back to the version before, at once. The release fails.`}
          confirm="Stop and roll back"
          path={`/api/release/${execution.id}/stop`}
        />
      )}
      {steering.rollBack === undefined ? null : (
        <ReasonDialog
          label={`Roll ${steering.rollBack.stage} back`}
          title={`Roll ${steering.rollBack.stage} back to “${steering.rollBack.to.title}”?`}
          explains={`${steering.rollBack.stage} is deployed again as ${shortCommit(steering.rollBack.to.commit)} had it, with the same canary and alarms.`}
          confirm={`Roll ${steering.rollBack.stage} back`}
          path={`/api/release/${execution.id}/roll-back`}
        />
      )}
    </div>
  );
}

/** One release: its shifts while they run, and its brief once it has ended. */
export function Release({ id }: { readonly id: string }) {
  const live = useLive<ReleaseView>(`release/${id}`);
  const view = live.state;
  const now = useNow(view?.clock);
  if (view === undefined)
    return (
      <Shell live={live}>
        <h1 class="visually-hidden">Release</h1>
      </Shell>
    );
  const { execution, outcome, deployments, brief, stages } = view;
  return (
    <Shell live={live}>
      <article class="release">
        <header class="heading">
          <p class="eyebrow">Release</p>
          <h1>{releaseName(execution)}</h1>
          <p class="meta">
            <Status status={outcome} />
            {execution.commit === '' ? null : <code>{shortCommit(execution.commit)}</code>}
            <span>{execution.cause}</span>
            <Instant ms={execution.startedMs} />
            <Span from={execution.startedMs} to={brief === undefined ? undefined : execution.updatedMs} now={now} />
            <a href={`/approval/${execution.id}`}>Dossier</a>
          </p>
          <Steering view={view} />
        </header>
        {brief === undefined ? null : (
          <Known part={brief}>{(value) => <BriefSection brief={value} hasCommit={execution.commit !== ''} />}</Known>
        )}
        <Known part={deployments}>
          {(list) => list.map((one) => <ShiftCard key={one.id} shift={one} now={now} />)}
        </Known>
        <ReleaseStages stages={stages} now={now} />
      </article>
    </Shell>
  );
}
