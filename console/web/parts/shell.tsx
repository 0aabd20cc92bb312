import type { ComponentChildren } from 'preact';
import type { ClockView } from '../../model/clock.ts';
import { clockWords } from '../../model/clock-words.ts';
import { facts } from '../facts.ts';
import { clockTime, nameOf } from '../format.ts';
import type { Live } from '../live.ts';
import { useNow } from '../now.ts';
import { TroubleBar } from './notice.tsx';

const PAGES = [
  { path: '/', name: 'Pipeline' },
  { path: '/history', name: 'History' },
  { path: '/security', name: 'Security' },
] as const;

function Clock({ clock }: { readonly clock: ClockView }) {
  const now = useNow(clock);
  if (!clock.virtual) return null;
  return (
    <span class="clock" title={clockWords(clock)}>
      Rehearsal’s clock {clockTime(now)}
      {clock.rate > 1 ? ` ×${Math.round(clock.rate)}` : ''}
    </span>
  );
}

interface ShellProps {
  readonly live: Live<{ readonly clock: ClockView }>;
  readonly children: ComponentChildren;
}

/** The frame of every page: where one is, whose credentials these are, what time it is for AWS. */
export function Shell({ live, children }: ShellProps) {
  const times = live.state === undefined ? undefined : clockWords(live.state.clock);
  return (
    <>
      <a class="skip" href="#content">
        Skip to the content
      </a>
      <header class="bar">
        <a class="brand" href="/">
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <path d="M5 21h22l-3.4 5.5H8.4zM15 5v13H7zM17.2 8.5L25 18h-7.8z" />
          </svg>
          Slipway <span class="pipeline-name">{facts.pipelineName}</span>
        </a>
        <nav aria-label="Pages">
          {PAGES.map(({ path, name }) => (
            <a key={path} href={path} aria-current={location.pathname === path ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <div class="about">
          {live.state === undefined ? null : <Clock clock={live.state.clock} />}
          {facts.csrfToken === undefined ? <span class="badge">read only</span> : null}
          <span class="principal" title={facts.principal}>
            <span class="visually-hidden">AWS principal </span>
            {nameOf(facts.principal)}
          </span>
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {times === undefined ? null : <p class="hint">{times}</p>}
        <TroubleBar trouble={live.trouble} connected={live.connected} />
        {live.state === undefined && live.trouble === undefined ? <p class="reading">Reading from AWS …</p> : null}
        {children}
      </main>
    </>
  );
}
