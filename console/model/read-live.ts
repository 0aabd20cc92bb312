import type { ActionRun } from './action-run.ts';
import type { ClockView } from './clock.ts';
import type { DeploymentView } from './deployment-view.ts';
import { isUnderWay } from './execution-view.ts';
import { deploys } from './outcome.ts';
import { type Part, part } from './part.ts';
import { type PipelineFacts, type PipelineView, toPipelineView } from './pipeline-view.ts';
import { createFactsReader } from './read-pipeline.ts';
import { type ReleaseReaders, readShifts } from './read-release.ts';

/** The pipeline as it stands now, with the shifts of the releases under way and of the newest one. */
export interface LivePipeline extends PipelineView {
  /** The newest first. */
  readonly shifts: Part<readonly DeploymentView[]>;
}

/** So long after its end nothing takes a shift back any more, and its last minute of metrics is complete. */
const SETTLED_MS = 15 * 60_000;

/** The runs whose shifts are worth a look: of what is under way, and of the newest release, so that one sees how it ended. */
function shiftingRuns({ executions, runs }: PipelineFacts): ActionRun[] {
  const shown = new Set(executions.filter((one, index) => index === 0 || isUnderWay(one)).map(({ id }) => id));
  return runs.filter((run) => shown.has(run.executionId) && deploys(run));
}

/**
 * Reads the live view. One of it serves many looks: what a run that ended long ago has shifted is read once.
 * @throws Refused when there is no pipeline of that name
 */
export function createLiveReader(readers: ReleaseReaders, pipelineName: string) {
  const readFacts = createFactsReader(readers.clients, pipelineName);
  const settled = new Map<string, readonly DeploymentView[]>();

  async function shiftsOf(facts: PipelineFacts, run: ActionRun): Promise<readonly DeploymentView[]> {
    const { executionId, stageName, startedMs, endedMs } = run;
    const key = `${executionId}/${stageName}/${startedMs}`;
    const before = settled.get(key);
    if (before !== undefined) return before;
    const { nowMs } = facts.clock;
    const shifts = await readShifts(readers, await readers.groups(facts.declaration), [run], nowMs);
    if (endedMs !== undefined && nowMs > endedMs + SETTLED_MS && !shifts.some(({ underWay }) => underWay))
      settled.set(key, shifts);
    return shifts;
  }

  return async (clock: ClockView): Promise<LivePipeline> => {
    const facts = await readFacts(clock);
    const shifts = await part(async () => {
      const read = await Promise.all(shiftingRuns(facts).map((run) => shiftsOf(facts, run)));
      return read.flat().sort((a, b) => b.createdMs - a.createdMs);
    });
    return { ...toPipelineView(facts), shifts };
  };
}
