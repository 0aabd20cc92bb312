import type { Affected, Brief } from '../../model/brief.ts';
import { clockTime, count, shortCommit } from '../format.ts';
import { Empty, Known } from './notice.tsx';
import { Instant } from './time.tsx';

function AffectedLine({ functionName, newVersion, answered, failed, all }: Affected) {
  return (
    <li>
      <strong>
        {failed} of {count(answered, 'request')}
      </strong>{' '}
      that version {newVersion} of {functionName} got while it baked failed. In these minutes the function got {all} in
      all.
    </li>
  );
}

function Sentences({
  title,
  sentences,
  none,
}: {
  readonly title: string;
  readonly sentences: readonly string[];
  readonly none: string;
}) {
  return (
    <section>
      <h3>{title}</h3>
      {sentences.length === 0 ? (
        <Empty>{none}</Empty>
      ) : (
        <ul class="list">
          {sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What became of a release: one sentence, then what it rests on. */
export function BriefSection({ brief }: { readonly brief: Brief }) {
  const { sentence, timeline, affected, failingLines, commit, restored, blocked } = brief;
  return (
    <section class="panel brief">
      <h2 class="sentence">{sentence}</h2>
      <div class="columns">
        <section>
          <h3>Who was affected</h3>
          {affected.length === 0 ? (
            <Empty>Nobody: no new version got traffic in a bake.</Empty>
          ) : (
            <ul class="list">
              {affected.map((one) => (
                <AffectedLine key={one.functionName + one.newVersion} {...one} />
              ))}
            </ul>
          )}
          <Sentences title="What was restored" sentences={restored} none="Nothing had to be." />
          <Sentences title="What is blocked now" sentences={blocked} none="Nothing: the next push may go ahead." />
          <h3>Commit</h3>
          <Known part={commit}>
            {(value) =>
              value === undefined ? (
                <Empty>The repository no longer has it.</Empty>
              ) : (
                <p>
                  <code>{shortCommit(value.id)}</code> {value.title}
                  <br />
                  <span class="hint">
                    {value.author} &lt;{value.email}&gt;, <Instant ms={value.atMs} />
                  </span>
                </p>
              )
            }
          </Known>
        </section>
        <section>
          <h3>When</h3>
          <ol class="timeline">
            {timeline.map(({ atMs, what, tone }) => (
              <li key={`${atMs} ${what}`} class={tone}>
                <Instant ms={atMs} day={false} />
                <span>{what}</span>
              </li>
            ))}
          </ol>
        </section>
      </div>
      <Known part={failingLines}>
        {(lines) =>
          lines.length === 0 ? null : (
            <section>
              <h3>First failing lines of the new version</h3>
              <pre>{lines.map(({ atMs, text }) => `${clockTime(atMs)}  ${text}`).join('\n')}</pre>
              <p class="hint">From the log group {lines[0]?.group}</p>
            </section>
          )
        }
      </Known>
    </section>
  );
}
