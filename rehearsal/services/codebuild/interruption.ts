/** Why a running build is ended from outside: the reason of its abort signal. */
export class Interruption extends Error {
  readonly status: 'STOPPED' | 'TIMED_OUT';

  constructor(status: 'STOPPED' | 'TIMED_OUT') {
    super(status);
    this.name = 'Interruption';
    this.status = status;
  }
}
