/**
 * An operation that is not done, because it would be wrong or cannot be known to be right. Nothing was changed, unless the
 * message says so.
 */
export class Refused extends Error {
  /** What to do instead. */
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = 'Refused';
    this.hint = hint;
  }
}
