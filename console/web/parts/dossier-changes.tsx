import type { Change } from '../../../policies/changes/change.ts';
import { grantedWords } from '../../../policies/permissions/granted-words.ts';
import type { StackPermissions } from '../../../policies/permissions/report.ts';
import { sortChanges } from '../../model/derived-words.ts';
import type { StackDiff } from '../../model/dossier-view.ts';
import { CLASS_WORDS, isNoBroader, PERMISSION_WORDS } from '../../model/dossier-words.ts';
import type { Part } from '../../model/part.ts';
import { takenBack } from '../../model/taken-back.ts';
import { count } from '../format.ts';
import { Empty, Known } from './notice.tsx';
import { Mark } from './status.tsx';

interface ChangesProps {
  readonly changes: Part<readonly StackDiff[]>;
}

/** What cannot be taken back by deploying the earlier template. */
export function OneWaySection({ changes }: ChangesProps) {
  return (
    <section class="panel">
      <h2>Can it be taken back?</h2>
      <Known part={changes}>
        {(stacks) => {
          const { tone, answer, notes, hard } = takenBack(stacks);
          return (
            <>
              <p class={`verdict ${tone}`}>
                <Mark tone={tone} /> {answer}
              </p>
              {notes.map((note) => (
                <p key={note}>{note}</p>
              ))}
              <ul class="list">
                {hard.map(({ name, reason, remedy, ...one }) => (
                  <li key={name}>
                    <span class={`badge ${one.class === 'oneWay' ? 'bad' : 'wait'}`}>{CLASS_WORDS[one.class]}</span>{' '}
                    <code>{name}</code>
                    <p>{reason}</p>
                    <p class="hint">Without: {remedy}</p>
                  </li>
                ))}
              </ul>
            </>
          );
        }}
      </Known>
    </section>
  );
}

/** Who may newly do what, in sentences. */
export function PermissionsSection({ permissions }: { readonly permissions: Part<readonly StackPermissions[]> }) {
  // Of a first release that is a list of everybody.
  const isLong = permissions.known && permissions.value.some(({ granted = [] }) => granted.length > 0);
  return (
    <section class={isLong ? 'panel wide' : 'panel'}>
      <h2>Who may newly do what?</h2>
      <Known part={permissions}>
        {(stacks) => (
          <ul class="list">
            {stacks.map(({ stack, kind, gained, lost, granted = [] }) => (
              <li key={stack}>
                <p class={`verdict ${isNoBroader(kind) ? 'good' : 'wait'}`}>
                  <Mark tone={isNoBroader(kind) ? 'good' : 'wait'} /> {stack}: {PERMISSION_WORDS[kind]}
                  {granted.length === 0 ? '' : ` It grants ${grantedWords(granted)}:`}
                </p>
                <div class="principals">
                  {granted.map(({ who, sentences }) => (
                    <details key={who}>
                      <summary>
                        {who}: {count(sentences.length, 'permission')}
                      </summary>
                      <ul class="sentences">
                        {sentences.map((sentence) => (
                          <li key={sentence} class="gained">
                            {sentence}
                          </li>
                        ))}
                      </ul>
                    </details>
                  ))}
                </div>
                {gained.length === 0 && lost.length === 0 ? null : (
                  <ul class="sentences">
                    {gained.map((sentence) => (
                      <li key={sentence} class="gained">
                        <span class="visually-hidden">gained: </span>
                        {sentence}
                      </li>
                    ))}
                    {lost.map((sentence) => (
                      <li key={sentence} class="lost">
                        <span class="visually-hidden">lost: </span>
                        {sentence}
                      </li>
                    ))}
                  </ul>
                )}
              </li>
            ))}
          </ul>
        )}
      </Known>
    </section>
  );
}

/** Up to this many changes of a stack are shown without being asked for. */
const SHOWN_OPEN = 15;

function ChangesTable({ stack, changes }: { readonly stack: string; readonly changes: readonly Change[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable without a mouse
    <section class="scroll" tabIndex={0} aria-label={stack}>
      <table>
        <thead>
          <tr>
            <th scope="col">Resource</th>
            <th scope="col">Type</th>
            <th scope="col">What</th>
            <th scope="col">Taken back</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((one) => (
            <tr key={`${one.class} ${one.name}`}>
              <th scope="row">{one.name.split(':').slice(1).join(':')}</th>
              <td>{one.type.replace(/^AWS::/, '')}</td>
              <td>{one.reason.replace(`${one.type}: `, '').replace(`${one.type} `, '')}</td>
              <td>{CLASS_WORDS[one.class]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What somebody changed, and folded below it what only comes from that. */
function StackChanges({ of: { stack, first, changes } }: { readonly of: StackDiff }) {
  const { made, derived, says } = sortChanges(changes);
  if (changes.length === 0)
    return (
      <Empty>
        {stack}: {first ? 'all new, no release has deployed it yet.' : 'nothing changes.'}
      </Empty>
    );
  return (
    <>
      {made.length === 0 ? null : (
        <details open={made.length <= SHOWN_OPEN}>
          <summary>
            {stack}: {count(made.length, 'change')}
          </summary>
          <ChangesTable stack={`Changes of ${stack}`} changes={made} />
        </details>
      )}
      {derived.length === 0 ? null : (
        <details>
          <summary>
            {stack}, what comes from {made.length === 0 ? 'other changes' : 'them'}: {says}
          </summary>
          <ChangesTable stack={`Changes of ${stack} that come from others`} changes={derived} />
        </details>
      )}
    </>
  );
}

/** Every resource that changes. */
export function ChangesSection({ changes }: ChangesProps) {
  return (
    <section class="panel wide">
      <h2>Resources that change</h2>
      <Known part={changes}>
        {(stacks) => (
          <>
            {stacks.map((one) => (
              <StackChanges key={one.stack} of={one} />
            ))}
          </>
        )}
      </Known>
    </section>
  );
}
