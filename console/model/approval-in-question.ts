import type { ActionDeclaration, PipelineDeclaration, StageDeclaration } from '@aws-sdk/client-codepipeline';
import { Refused } from '../../operations/refused.ts';
import { kindOf } from './pipeline-shape.ts';

/** A stage that asks a person, and its action that does. */
export interface ApprovalPlace {
  readonly stage: StageDeclaration;
  readonly action: ActionDeclaration;
}

/** How far a release has come. */
export interface Progress {
  /** The stages in which anything has run. */
  readonly reached: ReadonlySet<string>;
  readonly underWay: boolean;
}

/**
 * The approval that a release waits at, comes to next, or came to last. One that it has passed over is neither, unless there is no
 * other. Pure.
 *
 * @param asked name of the approval's stage, where somebody asks for one
 * @throws Refused where the pipeline does not have it
 */
export function approvalInQuestion(
  { stages = [] }: PipelineDeclaration,
  { reached, underWay }: Progress,
  asked?: string,
): ApprovalPlace {
  const isReached = ({ name = '' }: StageDeclaration) => reached.has(name);
  const approvals = stages.filter((stage) => kindOf(stage) === 'approval');
  const furthest = stages.findLast(isReached);
  const ahead = approvals.find((stage) => furthest !== undefined && stages.indexOf(stage) > stages.indexOf(furthest));
  const waits = furthest !== undefined && kindOf(furthest) === 'approval';
  const last = approvals.findLast(isReached);
  const inQuestion = (underWay && !waits ? ahead : undefined) ?? last ?? ahead ?? approvals[0];
  const stage = asked === undefined ? inQuestion : approvals.find(({ name }) => name === asked);
  const action = stage?.actions?.find(({ actionTypeId }) => actionTypeId?.category === 'Approval');
  if (stage === undefined || action === undefined)
    throw new Refused(
      asked === undefined ? 'This pipeline asks nobody for an approval' : `The pipeline has no approval stage ${asked}`,
      approvals.length === 0
        ? 'Give a stage an approval in pipeline/environments.ts.'
        : `Its approvals are ${approvals.map(({ name }) => name).join(', ')}.`,
    );
  return { stage, action };
}
