/** An error that AWS itself would give: it reaches the client in the service's own wire format. */
export class ServiceError extends Error {
  readonly code: string;
  readonly status: number | undefined;
  readonly members: Readonly<Record<string, unknown>>;

  /**
   * @param code the error's shape in the service's model, such as `PipelineNotFoundException`
   * @param status HTTP status; the one of the modelled shape where it is left out
   * @param members further members of the error shape
   */
  constructor(code: string, message: string, status?: number, members: Record<string, unknown> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.members = members;
  }
}

/** A mistake of the person at the keyboard: shown without a stack. */
export class UserError extends Error {
  readonly code: string;
  readonly hint: string;

  /** @param message what was wrong, with the value in it; @param hint what to change */
  constructor(code: string, message: string, hint: string) {
    super(message);
    this.name = 'UserError';
    this.code = code;
    this.hint = hint;
  }
}
