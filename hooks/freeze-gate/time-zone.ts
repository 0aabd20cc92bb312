/** What is said of a name that is no time zone. */
export const NO_TIME_ZONE = 'must be an IANA time zone, such as Europe/Berlin';

/** Whether a name is that of an IANA time zone, such as `Europe/Berlin`. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
