import type { History } from '../changes/history.ts';
import { type ArtifactPlace, madeBy } from '../changes/releases.ts';

/** A release that has been through every stage. */
export interface LastRelease {
  readonly executionId: string;
  /** Where its cloud assembly lies. */
  readonly place: ArtifactPlace;
}

/**
 * The newest release that has succeeded as a whole, before the one that asks. Pure. A stage that went back is an execution
 * of its own too; it has built nothing.
 *
 * @param assembly name of the artifact with the cloud assembly
 */
export function lastRelease(history: History, executionId: string, assembly: string): LastRelease | undefined {
  for (const { pipelineExecutionId: id = '', status } of history.executions) {
    if (status !== 'Succeeded' || id === executionId) continue;
    const place = madeBy(id, history, assembly);
    if (place !== undefined) return { executionId: id, place };
  }
  return undefined;
}
