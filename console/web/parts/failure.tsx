/** What went wrong in one sentence; as the service wrote it, where that is more, on demand. */
export function Failure({ sentence, raw }: { readonly sentence: string; readonly raw: string }) {
  if (sentence === '') return null;
  const isAll = sentence.replace(/\.$/, '') === raw.trim().replace(/\.$/, '');
  return (
    <>
      <p class="says">{sentence}</p>
      {isAll || raw.trim() === '' ? null : (
        <details class="raw">
          <summary>In AWS’s words</summary>
          <p class="says">{raw}</p>
        </details>
      )}
    </>
  );
}
