/**
 * Takes the place of `@smithy/core/event-streams` in the Lambda bundles (see `bundle.ts`). None of our calls streams
 * events, and the SDK imports the module dynamically, which would keep esbuild from dropping what is unused of half of
 * the SDK's core. Whoever adds a call that streams events gets the error below and removes the alias.
 */
const refuse = (): never => {
  throw new Error('event streams are left out of this bundle: remove their alias in app/bundle.ts');
};

/** Called when a client that knows event streams is made, whether it uses them or not. */
export const resolveEventStreamSerdeConfig = <T>(config: T): T => config;

/** Called when the first event stream is read or written. */
export const eventStreamSerdeProvider = refuse;

/** Made when the first event stream is read or written. */
export class EventStreamSerde {
  constructor() {
    refuse();
  }
}
