const TIMES = new Set(['nowMs', 'leftMs']);

/** What makes a view another one than before, as a text: that time has passed does not. */
export const stateKey = (state: unknown): string =>
  JSON.stringify(state, (name, value: unknown) => (TIMES.has(name) ? undefined : value));
