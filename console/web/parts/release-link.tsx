import { type ExecutionView, releaseName } from '../../model/execution-view.ts';
import { shortCommit } from '../format.ts';

/** The name of a release: its commit's first line, with the commit. */
export function ReleaseLink({ execution }: { readonly execution: ExecutionView }) {
  return (
    <a class="release-link" href={`/release/${execution.id}`}>
      <span class="title">{releaseName(execution)}</span>{' '}
      {execution.commit === '' ? null : <code>{shortCommit(execution.commit)}</code>}
    </a>
  );
}
