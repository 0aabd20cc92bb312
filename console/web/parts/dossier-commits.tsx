import { type ChangedFiles, filesWords } from '../../model/changed-files.ts';
import type { CommitView } from '../../model/commit-view.ts';
import type { ExecutionView } from '../../model/execution-view.ts';
import type { Part } from '../../model/part.ts';
import { shortCommit } from '../format.ts';
import { Empty, Known } from './notice.tsx';
import { Instant } from './time.tsx';

interface CommitsProps {
  readonly commits: Part<readonly CommitView[]>;
  readonly files: Part<ChangedFiles | undefined>;
  readonly base: ExecutionView | undefined;
}

/** Up to this many files are shown without being asked for. */
const SHOWN_OPEN = 15;

const LOOKS = { added: 'gained', changed: 'changed', removed: 'lost' } as const;

function Files({ changed }: { readonly changed: ChangedFiles }) {
  const { files } = changed;
  if (files.length === 0) return <p class="hint">{filesWords(changed)}</p>;
  return (
    <details open={files.length <= SHOWN_OPEN}>
      <summary>{filesWords(changed)}</summary>
      <ul class="sentences">
        {files.map(({ path, kind }) => (
          <li key={path} class={LOOKS[kind]}>
            <span class="visually-hidden">{kind}: </span>
            <code>{path}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What the release brings that does not run yet, and the files that differ. */
export function CommitsSection({ commits, files, base }: CommitsProps) {
  return (
    <section class="panel">
      <h2>Commits</h2>
      <Known part={commits}>
        {(list) => (
          <>
            <p class="hint">
              {base === undefined
                ? 'Nothing runs there yet.'
                : `Since ${shortCommit(base.commit)} “${base.title}”, which runs there now.`}
            </p>
            {list.length === 0 ? <Empty>No new commit: it is the one that runs already.</Empty> : null}
            <ul class="list commits">
              {list.map(({ id, title, body, author, email, atMs }) => (
                <li key={id}>
                  <code>{shortCommit(id)}</code> <strong>{title}</strong>
                  {body === '' ? null : <p class="body">{body}</p>}
                  <p class="hint">
                    {author} &lt;{email}&gt;, <Instant ms={atMs} />
                  </p>
                </li>
              ))}
            </ul>
          </>
        )}
      </Known>
      <Known part={files}>{(changed) => (changed === undefined ? null : <Files changed={changed} />)}</Known>
    </section>
  );
}
