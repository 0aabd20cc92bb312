import type { AlarmView, Watched } from '../../model/alarm-view.ts';
import type { DeploymentView } from '../../model/deployment-view.ts';
import { outcomeOfShift } from '../../model/outcome.ts';
import { seenTraffic } from '../../model/seen-traffic.ts';
import { duration } from '../format.ts';
import { Empty } from './notice.tsx';
import { EvidenceChart, VersionChart } from './shift-charts.tsx';
import { lookOf, Mark, Status } from './status.tsx';
import { Instant, Span } from './time.tsx';

const limitOf = (alarms: readonly AlarmView[], watches: Watched): number | undefined =>
  alarms.find((alarm) => alarm.watches === watches)?.threshold;

function Traffic({ shift }: { readonly shift: DeploymentView }) {
  const { percentSet, newVersion, oldVersion } = shift;
  return (
    <div class="traffic">
      <p class="numbers">
        <span>
          Version {newVersion} <span class="hint">{shift.rollbackOf === undefined ? 'new' : 'put back'}</span>
        </span>
        <strong>{percentSet} % set</strong>
        <span class="hint">{seenTraffic(shift)}</span>
        <span class="rest">
          {100 - percentSet} % on version {oldVersion}
        </span>
      </p>
      <div class="weights" aria-hidden="true">
        <div class="set" style={{ width: `${percentSet}%` }} />
        {shift.underWay && shift.percentActual !== undefined ? (
          <div class="actual" style={{ left: `${Math.min(100, shift.percentActual)}%` }} />
        ) : null}
      </div>
    </div>
  );
}

/** As they are while it shifts, and afterwards as they were at its end. */
function Alarms({ alarms }: { readonly alarms: readonly AlarmView[] }) {
  if (alarms.length === 0) return <Empty>None: nothing but its hooks stops it.</Empty>;
  return (
    <ul class="alarms">
      {alarms.map(({ name, state, description, says }) => (
        <li key={name} class={lookOf(state).tone}>
          <Mark tone={lookOf(state).tone} />
          <span>
            <span class="visually-hidden">{lookOf(state).says}: </span>
            <code>{name}</code>
            <span class="hint">{state === 'ALARM' ? says : description}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Hooks({ shift, now }: { readonly shift: DeploymentView; readonly now: number }) {
  if (shift.hooks.length === 0) return <Empty>It has none.</Empty>;
  return (
    <ul class="rows">
      {shift.hooks.map(({ name, status, startedMs, endedMs, says }) => (
        <li key={name}>
          <Status status={status} />
          <span>
            <strong>{name}</strong>
            {says === undefined ? null : <span class="hint"> {says}</span>}
          </span>
          <span class="tail">
            <Span from={startedMs} to={endedMs} now={now} />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** One shift of an alias: what is set and what is, both versions side by side, and what can stop it. */
export function ShiftCard({ shift, now }: { readonly shift: DeploymentView; readonly now: number }) {
  const { series, alarms, plan, rollbackOf, error } = shift;
  const left = plan.leftMs;
  return (
    <section class="panel shift">
      <div class="head">
        <h2>
          {shift.functionName}
          <span class="hint">
            {' '}
            {shift.stage} · {rollbackOf === undefined ? plan.says : `takes ${rollbackOf} back`} · {shift.id}
          </span>
        </h2>
        <Status status={outcomeOfShift(shift) ?? shift.status} />
        {shift.underWay && left !== undefined ? <span class="left">{duration(left)} left</span> : null}
      </div>
      {error === undefined ? null : (
        <p class="says bad">
          {error.code}: {error.message}
        </p>
      )}
      <Traffic shift={shift} />
      {series === undefined ? (
        <p class="hint">
          Began <Instant ms={shift.createdMs} />
        </p>
      ) : (
        <>
          <div class="charts">
            <VersionChart series={series} measure="errors" limit={limitOf(alarms, 'errors')} shift={shift} />
            <VersionChart series={series} measure="latency" limit={limitOf(alarms, 'latency')} shift={shift} />
            <EvidenceChart series={series} limit={limitOf(alarms, 'evidence')} shift={shift} />
          </div>
          <div class="columns">
            <div>
              <h3>{shift.underWay ? 'Alarms that stop it' : 'Its alarms when it ended'}</h3>
              <Alarms alarms={alarms} />
            </div>
            <div>
              <h3>Hooks</h3>
              <Hooks shift={shift} now={now} />
            </div>
          </div>
        </>
      )}
    </section>
  );
}
