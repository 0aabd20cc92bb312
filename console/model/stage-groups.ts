import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { stacksOf } from '../../operations/pipeline-stage.ts';
import { readStack } from '../../operations/read-stack.ts';
import type { ReleaseClients } from './clients.ts';
import { kindOf } from './pipeline-shape.ts';
import type { StageGroup } from './read-deployment.ts';

/** A stack changes its deployment groups with a release at most: so long what was read is taken for true. */
const FRESH_MS = 60_000;

/** Reads the deployment groups of a pipeline's stages from the templates of their stacks. */
export function createGroupReader(clients: ReleaseClients) {
  const read = new Map<string, { readonly atMs: number; readonly groups: readonly StageGroup[] }>();

  async function ofStack(stage: string, stackName: string): Promise<readonly StageGroup[]> {
    const before = read.get(stackName);
    if (before !== undefined && performance.now() - before.atMs < FRESH_MS) return before.groups;
    const stack = await readStack(clients, stackName);
    const groups = (stack?.aliases ?? []).map(({ group }) => ({ stage, ...group }));
    // A stage that is not deployed yet is asked again each time.
    if (groups.length > 0) read.set(stackName, { atMs: performance.now(), groups });
    return groups;
  }

  return async ({ stages = [] }: PipelineDeclaration): Promise<StageGroup[]> => {
    const ofStages = await Promise.all(
      stages
        .filter((stage) => kindOf(stage) === 'deploy')
        .flatMap((stage) => stacksOf(stage).map((stackName) => ofStack(stage.name ?? '', stackName))),
    );
    return ofStages.flat();
  };
}
