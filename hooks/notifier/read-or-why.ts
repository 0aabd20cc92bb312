import type { Read } from './release.ts';

/**
 * Reads something beside the point of a message: what a service refuses (rights, a resource that is gone) is told in its
 * place, and the message is sent all the same.
 *
 * @throws what is no answer of a service
 */
export async function readOrWhy<T>(read: () => Promise<T>): Promise<Read<T>> {
  try {
    return { known: true, value: await read() };
  } catch (error) {
    if (!(error instanceof Error && '$metadata' in error)) throw error;
    return { known: false, why: `${error.name}: ${error.message}` };
  }
}
