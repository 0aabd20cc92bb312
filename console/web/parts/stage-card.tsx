import type { LogOf } from '../../model/build-log.ts';
import type { ActionView, StageView } from '../../model/pipeline-view.ts';
import { Breakable } from './breakable.tsx';
import { Failure } from './failure.tsx';
import { ReleaseLink } from './release-link.tsx';
import { lookOf, Mark, Status } from './status.tsx';
import { Span } from './time.tsx';

interface ActionProps {
  readonly stage: StageView;
  readonly action: ActionView;
  readonly now: number;
  readonly onLog: (log: LogOf) => void;
}

function Action({ stage, action, now, onLog }: ActionProps) {
  const { name, status, outcome, startedMs, endedMs, says, sentence, failed, hasLog, approval } = action;
  const look = lookOf(approval === undefined ? (outcome ?? status) : 'waiting');
  const executionId = stage.execution?.id;
  return (
    <li class="action">
      <Mark tone={look.tone} />
      <span class="name">
        <span class="visually-hidden">{look.says}: </span>
        <Breakable text={name} />
      </span>
      <Span from={startedMs} to={endedMs} now={now} />
      {hasLog && executionId !== undefined ? (
        <button type="button" class="link" onClick={() => onLog({ executionId, stage: stage.name, action: name })}>
          Log
          <span class="visually-hidden">
            {' '}
            of {name} in {stage.name}
          </span>
        </button>
      ) : null}
      {failed ? <Failure sentence={sentence} raw={says} /> : null}
    </li>
  );
}

function Gates({ gates }: Pick<StageView, 'gates'>) {
  if (gates.length === 0) return null;
  return (
    <details class="gates">
      <summary>{gates.some(({ status }) => status === 'Failed') ? 'A gate is shut' : `Gates: ${gates.length}`}</summary>
      <ul>
        {gates.map(({ name, status, says }) => (
          <li key={name}>
            <Mark tone={lookOf(status).tone} /> <strong>{name}</strong> {says === '' ? status : says}
          </li>
        ))}
      </ul>
    </details>
  );
}

interface StageCardProps {
  readonly stage: StageView;
  /** Id of the release that entered the pipeline last: what a stage still shows of an earlier one steps back. */
  readonly newest: string | undefined;
  readonly now: number;
  readonly onLog: (log: LogOf) => void;
}

/** One stage of the graph: which release is in it, its actions, its gates, and what waits in front of it. */
export function StageCard({ stage, newest, now, onLog }: StageCardProps) {
  const { name, status, outcome, execution, actions, gates, waits, closed } = stage;
  const asks = actions.some(({ approval }) => approval !== undefined);
  const shown = asks ? 'waiting' : (outcome ?? status);
  const isEarlier = execution?.id !== newest && status !== 'InProgress';
  return (
    <li class={`stage ${lookOf(shown).tone}${isEarlier ? ' earlier' : ''}`}>
      <h2>
        <Breakable text={name} />
      </h2>
      <Status status={shown} />
      {execution === undefined ? null : (
        <p class="of">
          <ReleaseLink execution={execution} />
        </p>
      )}
      <ul class="actions">
        {actions.map((action) => (
          <Action key={action.name} stage={stage} action={action} now={now} onLog={onLog} />
        ))}
      </ul>
      <Gates gates={gates} />
      {closed === undefined ? null : <p class="waits">Closed: {closed}</p>}
      {waits.map((text) => (
        <p key={text} class="waits">
          {text}
        </p>
      ))}
    </li>
  );
}
