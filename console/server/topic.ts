import type { ServedModel } from './served-model.ts';

/** What a page is kept up to date about. */
export type Topic =
  | { readonly kind: 'pipeline' | 'history' | 'security' }
  | { readonly kind: 'release' | 'approval'; readonly executionId: string }
  | { readonly kind: 'log'; readonly executionId: string; readonly stage: string; readonly action: string };

const ID = /^[\w-]{1,100}$/;
const NAME = /^[\w.@-]{1,100}$/;

/** Reads a topic such as `release/<execution>` or `log/<execution>/<stage>/<action>`. @returns undefined for anything else */
export function parseTopic(text: string): Topic | undefined {
  const [kind = '', executionId = '', stage = '', action = '', ...rest] = text.split('/');
  if (rest.length > 0) return undefined;
  if (kind === 'pipeline' || kind === 'history' || kind === 'security')
    return executionId === '' ? { kind } : undefined;
  if (!ID.test(executionId)) return undefined;
  if (kind === 'release' || kind === 'approval') return stage === '' ? { kind, executionId } : undefined;
  if (kind === 'log' && NAME.test(stage) && NAME.test(action)) return { kind, executionId, stage, action };
  return undefined;
}

/** Asks the model for what a topic is about. */
export function readTopic(model: ServedModel, topic: Topic): Promise<unknown> {
  switch (topic.kind) {
    case 'pipeline':
      return model.pipeline();
    case 'history':
      return model.historySoFar();
    case 'security':
      return model.security();
    case 'release':
      return model.release(topic.executionId);
    case 'approval':
      return model.dossier(topic.executionId);
    case 'log':
      return model.log(topic);
  }
}
