import type { ComponentChildren } from 'preact';
import type { Part } from '../../model/part.ts';
import type { Trouble } from '../../model/trouble.ts';
import type { Live } from '../live.ts';

interface NoticeProps {
  readonly tone: 'bad' | 'wait' | 'good' | 'info';
  readonly title: string;
  readonly children?: ComponentChildren;
}

/** Something to know before the rest. */
export function Notice({ tone, title, children }: NoticeProps) {
  return (
    <div class={`notice-box ${tone}`}>
      <strong>{title}</strong>
      {children === undefined ? null : <p>{children}</p>}
    </div>
  );
}

/** What went wrong with a page's topic, above what is still known. */
export function TroubleBar({ trouble, connected }: Pick<Live<unknown>, 'trouble' | 'connected'>) {
  const told: Trouble | undefined = connected
    ? trouble
    : {
        message: 'The console does not answer',
        hint: 'This page goes on by itself when it does. If it was started again, open the new address that it printed.',
        passing: true,
      };
  // Always there, so that a screen reader hears what comes into it.
  return (
    <div role="status" class="trouble">
      {told === undefined ? null : (
        <Notice tone={told.passing ? 'wait' : 'bad'} title={told.message}>
          {told.hint}
        </Notice>
      )}
    </div>
  );
}

interface KnownProps<T> {
  readonly part: Part<T>;
  readonly children: (value: T) => ComponentChildren;
}

/** A part where it is known, or why it is not. */
export function Known<T>({ part, children }: KnownProps<T>) {
  if (part.known) return <>{children(part.value)}</>;
  return (
    <Notice tone="wait" title={part.why}>
      {part.mend}
    </Notice>
  );
}

/** Nothing to show, and why that is so. */
export function Empty({ children }: { readonly children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}
