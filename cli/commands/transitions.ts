import { carryOut } from './carry-out.ts';
import { openModel } from './open-model.ts';
import type { SteerOptions } from './steer-release.ts';

/** Opens or closes the way into a stage. @throws Refused where the pipeline has no such stage */
export async function setTransition(
  enabled: boolean,
  stage: string,
  options: SteerOptions & { readonly reason: string },
): Promise<number> {
  const { reason } = options;
  const model = await openModel(options);
  return carryOut(options, {
    shown: [
      enabled ? `Releases may enter ${stage} again.` : `No release enters ${stage} any more; what is in it goes on.`,
    ],
    question: enabled ? 'Open it?' : 'Close it?',
    document: { pipelineName: model.pipelineName, stage, enabled, reason },
    act: async () => {
      await model.setTransition(stage, enabled, reason);
      return { says: `${stage} is ${enabled ? 'open' : 'closed'}.` };
    },
  });
}
