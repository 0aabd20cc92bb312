/** A part of a page that may not be readable, while the rest is: it says why, and what would mend it. */
export type Part<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly why: string; readonly mend: string };

export const known = <T>(value: T): Part<T> => ({ known: true, value });
export const unknown = (why: string, mend: string) => ({ known: false, why, mend }) as const;

/** What AWS answered instead of a result. */
const isAwsAnswer = (error: unknown): error is Error => error instanceof Error && '$fault' in error;

const DENIED = /AccessDenied|UnauthorizedOperation|NotAuthorized|Forbidden/;
const GONE = /NoSuch|NotFound|DoesNotExist|ValidationError/;

function mendOf({ name }: Error): string {
  if (DENIED.test(name)) return 'Use a role that may read this, or give yours the action that the message names.';
  if (GONE.test(name)) return 'It may have been deleted, or not been made yet: look again after the next release.';
  return 'Reload the page; if it stays, look at the message in the service that answered it.';
}

/**
 * Reads one part. What AWS answers instead of it becomes the part's own error; that nobody answers, or a bug, is thrown on:
 * that concerns the whole page.
 */
export async function part<T>(read: () => Promise<T>): Promise<Part<T>> {
  try {
    return known(await read());
  } catch (error) {
    if (!isAwsAnswer(error)) throw error;
    return unknown(`${error.name}: ${error.message}`, mendOf(error));
  }
}

/** The value of a part, where it is known. */
export const knownValue = <T>(one: Part<T>): T | undefined => (one.known ? one.value : undefined);
