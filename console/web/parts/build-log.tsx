import { useEffect, useRef } from 'preact/hooks';
import type { LogOf, LogView } from '../../model/build-log.ts';
import { useLive } from '../live.ts';
import { Empty, TroubleBar } from './notice.tsx';
import { Status } from './status.tsx';

/** So near to the end, in pixels, that who reads follows it. */
const FOLLOWS = 400;

/** The end of a build's log, as it is written. */
export function BuildLog({ of, onClose }: { readonly of: LogOf; readonly onClose: () => void }) {
  const { state, trouble, connected } = useLive<LogView>(`log/${of.executionId}/${of.stage}/${of.action}`);
  const lines = useRef<HTMLPreElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [of]);
  useEffect(() => {
    const box = lines.current;
    if (box !== null && box.scrollHeight - box.scrollTop - box.clientHeight < FOLLOWS) box.scrollTop = box.scrollHeight;
  }, [state]);
  return (
    <section class="panel log">
      <div class="head">
        <h2 ref={heading} tabIndex={-1}>
          Log of {of.action} in {of.stage}
        </h2>
        {state === undefined ? null : <Status status={state.status} />}
        <button type="button" class="button" onClick={onClose}>
          Close
        </button>
      </div>
      <TroubleBar trouble={trouble} connected={connected} />
      {state?.lines.length === 0 ? <Empty>The build has written nothing yet.</Empty> : null}
      {state === undefined || state.lines.length === 0 ? null : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable without a mouse
        <pre ref={lines} tabIndex={0} role="log" aria-label="Last lines of the log">
          {state.lines.join('\n')}
        </pre>
      )}
    </section>
  );
}
