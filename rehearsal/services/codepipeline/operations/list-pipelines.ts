import type { ListPipelinesCommandInput, ListPipelinesCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Context, Output } from '../../../kernel/service.ts';
import { modeOf } from '../declaration.ts';
import { page } from '../pages.ts';
import { pipelines } from '../state.ts';

const PAGE = 1000;

export function listPipelines(input: ListPipelinesCommandInput, context: Context): Output<ListPipelinesCommandOutput> {
  const { items, nextToken } = page(pipelines(context).values(), input, PAGE);
  return {
    pipelines: items.map(({ name, version, declaration, createdMs, updatedMs }) => ({
      name,
      version,
      pipelineType: declaration.pipelineType ?? 'V1',
      executionMode: modeOf(declaration),
      created: new Date(createdMs),
      updated: new Date(updatedMs),
    })),
    ...(nextToken === undefined ? {} : { nextToken }),
  };
}
