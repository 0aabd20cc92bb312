import type { DossierView } from './dossier-view.ts';

/** What an approval decides. */
export interface Asked {
  /** `permissions`: on what a release newly allows, before anything of it is deployed. */
  readonly about: 'permissions' | 'deployment';
  /** The stages behind it that ask again. */
  readonly later: readonly string[];
}

/** @param verb with its `s` for one stage, and without it for several */
const again = (later: readonly string[], verb: string, what: string): string =>
  later.length === 0 ? '' : ` ${later.join(', ')} ${verb}${later.length === 1 ? 's' : ''} ${what}.`;

/** What has to be decided where it is not the deployment, in a sentence. */
export const askedWords = ({ about, later }: Asked): string | undefined =>
  about === 'deployment'
    ? undefined
    : `Decide on what is newly allowed, in every stage and in the pipeline itself: nothing is deployed yet. The rest is to read.${again(later, 'ask', 'about the deployment later')}`;

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** What the bake behind an approval will see, in sentences, or why that is not said. */
export function bakeWords({ asked, facts, standing }: Pick<DossierView, 'asked' | 'facts' | 'standing'>): {
  readonly known: boolean;
  readonly sentences: readonly string[];
} {
  if (facts.bake !== '') return { known: true, sentences: facts.bake.split('; ').map(sentence) };
  const why =
    asked.about === 'permissions'
      ? `Not needed for this decision, which is about permissions alone.${again(asked.later, 'say', 'what the bake behind it will see')}`
      : standing.kind === 'early'
        ? 'Not known yet: the pipeline says it when the release comes to the approval.'
        : 'The comment of this approval does not say it.';
  return { known: false, sentences: [why] };
}
