/** A hook's grants name the new version, so they are seconds old when it runs, and IAM is eventually consistent. */
const DENIED: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'AccessDenied',
  // SNS has names of its own.
  'AuthorizationError',
  'AuthorizationErrorException',
]);
const ATTEMPTS = 6;
const WAIT_MS = 2_000;

/** Whether an error of this name says that a grant is missing, or is not known everywhere yet. */
export const isDenial = (errorName: string): boolean => DENIED.has(errorName);

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Runs `operation` again while AWS denies it, for about ten seconds in all. Any other error is thrown at once.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export async function retryWhileDenied<T>(operation: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await operation();
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof Error && isDenial(error.name))) throw error;
      await wait(WAIT_MS);
    }
  }
}
