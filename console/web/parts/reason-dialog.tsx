import { useId, useRef, useState } from 'preact/hooks';
import { change, type Result } from '../change.ts';
import { Notice } from './notice.tsx';

interface ReasonDialogProps {
  /** What the button on the page says. */
  readonly label: string;
  readonly title: string;
  /** What will happen. */
  readonly explains: string;
  /** What the button that does it says. */
  readonly confirm: string;
  readonly path: string;
}

/** A change that asks for its reason first: two clicks and a sentence. */
export function ReasonDialog({ label, title, explains, confirm, path }: ReasonDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const [reason, setReason] = useState('');
  const [result, setResult] = useState<Result>();
  const [busy, setBusy] = useState(false);
  const send = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const answer = await change(path, { reason });
    setBusy(false);
    setResult(answer);
    if (answer.ok) dialog.current?.close();
  };
  return (
    <>
      <button type="button" class="button danger" onClick={() => dialog.current?.showModal()}>
        {label}
      </button>
      <div role="status">{result?.ok === true ? <Notice tone="good" title={result.says} /> : null}</div>
      <dialog ref={dialog} aria-labelledby={heading}>
        <form onSubmit={send}>
          <h2 id={heading}>{title}</h2>
          <p>{explains}</p>
          <label>
            Reason, for the audit log and who comes after you
            <textarea
              rows={3}
              required
              minLength={10}
              maxLength={1000}
              value={reason}
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          </label>
          <div role="alert">
            {result?.ok === false ? (
              <Notice tone="bad" title={result.says}>
                {result.hint}
              </Notice>
            ) : null}
          </div>
          <div class="buttons">
            <button type="button" class="button" onClick={() => dialog.current?.close()}>
              Leave it as it is
            </button>
            <button type="submit" class="button danger solid" disabled={busy}>
              {confirm}
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}
