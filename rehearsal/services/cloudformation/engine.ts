import type { Scope } from '../../kernel/service.ts';
import type { AnyResourceType } from './resource-type.ts';

/** What the operations and the executor share; one an endpoint. */
export interface Engine {
  readonly types: ReadonlyMap<string, AnyResourceType>;
  /** Runs the stack's stored operation on, in the background. */
  run(scope: Scope, stackId: string): void;
  /** Gives up long steps of the stack's operation. */
  cancel(stackId: string): void;
}
