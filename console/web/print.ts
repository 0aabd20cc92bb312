import { useEffect } from 'preact/hooks';

/** On paper nothing can be opened: what is shut is opened before the page is printed, and shut again after it. */
export function usePrintedWhole(): void {
  useEffect(() => {
    let opened: HTMLDetailsElement[] = [];
    const turn = (open: boolean) => {
      for (const one of opened) one.open = open;
    };
    const before = () => {
      opened = [...document.querySelectorAll<HTMLDetailsElement>('details:not([open])')];
      turn(true);
    };
    const after = () => turn(false);
    addEventListener('beforeprint', before);
    addEventListener('afterprint', after);
    return () => {
      removeEventListener('beforeprint', before);
      removeEventListener('afterprint', after);
    };
  }, []);
}
