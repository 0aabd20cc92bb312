/** A value in `pipeline/environments.ts` that is not valid: the mistake of whoever wrote it, and no bug. */
export class InvalidEnvironments extends Error {
  /** @param message names the stage or wave, the property and its value, and says what is right */
  constructor(message: string) {
    super(message);
    this.name = 'InvalidEnvironments';
  }
}
