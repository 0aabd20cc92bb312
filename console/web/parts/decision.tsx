import { useState } from 'preact/hooks';
import type { DossierView } from '../../model/dossier-view.ts';
import { change, type Result } from '../change.ts';
import { facts } from '../facts.ts';
import { nameOf } from '../format.ts';
import { Notice } from './notice.tsx';

/** As the model has it: CodePipeline keeps little of a comment. */
const COMMENT_MAX = 280;

function Answer({ result }: { readonly result: Result | undefined }) {
  return (
    <div role="alert">
      {result === undefined ? null : (
        <Notice tone={result.ok ? 'good' : 'bad'} title={result.says}>
          {result.ok ? undefined : result.hint}
        </Notice>
      )}
    </div>
  );
}

/** The decision: approve or reject, with a comment, on exactly the facts that the page shows. */
export function Decision({ dossier }: { readonly dossier: DossierView }) {
  const [comment, setComment] = useState('');
  const [answered, setAnswered] = useState<{ readonly stage: string; readonly result: Result }>();
  const [busy, setBusy] = useState(false);
  // What the page has shown first: facts that come in later are not what the person has read.
  const [read, setRead] = useState<Pick<DossierView, 'stage' | 'hash' | 'factHashes'>>();
  const { stage } = dossier;
  const waits = dossier.standing.kind === 'waiting';
  // While it is drawn, and not some time after: what comes in between would be taken for read.
  if (waits && read?.stage !== stage) setRead(dossier);
  // A release may come from one approval to the next while its page is open: that is another decision.
  const result = waits && answered?.stage !== stage ? undefined : answered?.result;
  if (!waits && result === undefined) return null;
  if (facts.csrfToken === undefined)
    return (
      <aside class="decision" aria-label="Decision">
        <Notice tone="info" title="This console only shows.">
          To decide, start one without --read-only.
        </Notice>
      </aside>
    );
  const { hash, factHashes } = read?.stage === stage ? read : dossier;
  const changed = waits && hash !== dossier.hash;
  const answer = async (approve: boolean) => {
    setBusy(true);
    const body = { stage, approve, comment, hash, factHashes };
    setAnswered({ stage, result: await change(`/api/approval/${dossier.execution.id}`, body) });
    setBusy(false);
  };
  return (
    <aside class="decision" aria-label="Decision">
      {waits ? (
        <form onSubmit={(event) => event.preventDefault()}>
          <h2>Your decision</h2>
          {changed ? (
            <Notice tone="wait" title="The facts have changed since this page showed them.">
              Read what is new.{' '}
              <button type="button" class="link" onClick={() => setRead(dossier)}>
                I have read it
              </button>
            </Notice>
          ) : null}
          <label>
            Comment <span class="hint">a rejection needs one</span>
            <textarea
              rows={3}
              maxLength={COMMENT_MAX}
              value={comment}
              onInput={(event) => setComment(event.currentTarget.value)}
            />
          </label>
          <div class="buttons">
            <button type="button" class="button good solid" disabled={busy} onClick={() => answer(true)}>
              Approve
            </button>
            <button type="button" class="button danger" disabled={busy} onClick={() => answer(false)}>
              Reject
            </button>
          </div>
          <p class="hint">
            As <span title={facts.principal}>{nameOf(facts.principal)}</span>. Approved, it goes on at once, towards{' '}
            {dossier.targets.join(', ')}.
          </p>
        </form>
      ) : null}
      <Answer result={result} />
    </aside>
  );
}
