import type { Affected, Brief } from '../../model/brief.ts';
import { affectedWords, BRIEF_PARTS, timesWords } from '../../model/brief-words.ts';
import { clockTime, shortCommit } from '../format.ts';
import { Empty, Known } from './notice.tsx';
import { Instant } from './time.tsx';

function AffectedLine(affected: Affected) {
  const { failed, of } = affectedWords(affected);
  return (
    <li>
      <strong>{failed}</strong> {of}
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
export function BriefSection({ brief, hasCommit }: { readonly brief: Brief; readonly hasCommit: boolean }) {
  const { sentence, timeline, affected, failingLines, commit, restored, blocked } = brief;
  return (
    <section class="panel brief">
      <h2 class="sentence">{sentence}</h2>
      <div class="columns">
        <section>
          <h3>{BRIEF_PARTS.affected.title}</h3>
          {affected.length === 0 ? (
            <Empty>{BRIEF_PARTS.affected.none}</Empty>
          ) : (
            <ul class="list">
              {affected.map((one) => (
                <AffectedLine key={one.functionName + one.newVersion} {...one} />
              ))}
            </ul>
          )}
          <Sentences {...BRIEF_PARTS.restored} sentences={restored} />
          <Sentences {...BRIEF_PARTS.blocked} sentences={blocked} />
          <h3>{BRIEF_PARTS.commit.title}</h3>
          <Known part={commit}>
            {(value) =>
              value === undefined ? (
                <Empty>{hasCommit ? BRIEF_PARTS.commit.none : 'None: the source had none to give.'}</Empty>
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
          <h3>{BRIEF_PARTS.timeline.title}</h3>
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
              <h3>{BRIEF_PARTS.failingLines.title}</h3>
              <pre>
                {lines.map(({ atMs, text, times }) => `${clockTime(atMs)}  ${text}${timesWords(times)}`).join('\n')}
              </pre>
              <p class="hint">
                From the log group {lines[0]?.group}: each once, with the requests that it was seen in, of the first
                lines that tell of a failure
              </p>
              <details class="raw">
                <summary>As they were written</summary>
                <pre>{lines.map(({ raw }) => raw).join('\n')}</pre>
              </details>
            </section>
          )
        }
      </Known>
    </section>
  );
}
