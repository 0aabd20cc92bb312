import type { Change } from '../../../policies/changes/change.ts';
import { compareTemplates } from '../../../policies/changes/compare-templates.ts';
import { parseTemplate } from '../../../policies/changes/template.ts';

/** A resource of a template, below the stage that every fixture is in. */
export interface Fixture {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Condition?: string;
}

export type Resources = Readonly<Record<string, Fixture>>;

export const STAGE = 'SlipwayPipeline/Beta';

export function templateOf(resources: Resources, outputs: Readonly<Record<string, unknown>> = {}): unknown {
  return {
    Resources: Object.fromEntries(
      Object.entries(resources).map(([id, resource]) => [
        id,
        { ...resource, Metadata: { 'aws:cdk:path': `${STAGE}/Students/${id}/Resource` } },
      ]),
    ),
    Outputs: outputs,
  };
}

/** The changes from one set of resources to another. */
export function compare(before: Resources, after: Resources): readonly Change[] {
  return compareTemplates(parseTemplate(templateOf(before)), parseTemplate(templateOf(after)), STAGE);
}

/** Class and name of each change. */
export const told = (changes: readonly Change[]): string[] => changes.map((change) => `${change.class} ${change.name}`);
