import type { Resource, Template } from '../changes/template.ts';
import { accessControls } from './access-controls.ts';
import { type Control, type Parts, partsOf, TEMPLATE } from './control.ts';
import { type NameOf, namedBy } from './names.ts';
import { pipelineControls, stagesOf } from './pipeline-controls.ts';
import { alarmControl, aliasControls, askedControl, groupControls, passportControl } from './shift-controls.ts';
import { templateControls } from './template-controls.ts';

/** The controls of a template, by what they are known by. */
export interface Controls {
  readonly byId: ReadonlyMap<string, Control>;
  /** All that controls can be there for. */
  readonly things: ReadonlySet<string>;
}

/**
 * What a template has to hold a release, and whoever is to be let in: what its pipeline asks and in which order, what its builds
 * run, what can take a shift of traffic back, what its APIs and buckets ask, and what decides on all this from within the template.
 * The code of functions is none of it, nor are the values that differ from one release to the next.
 */
export function controlsOf(template: Template, nameOf: NameOf): Controls {
  const named = namedBy(nameOf);
  const byId = new Map<string, Control>();
  const things = new Set<string>([TEMPLATE]);
  const add = (control: Control): void => {
    // What has the name of another hides none.
    let id = control.id;
    while (byId.has(id)) id = `${id}#`;
    byId.set(id, { ...control, id });
  };
  for (const resource of template.resources.values()) {
    const owner = nameOf(resource.logicalId);
    for (const thing of [owner, ...(isPipeline(resource) ? stagesOf(resource, owner) : [])]) things.add(thing);
    for (const control of controlsIn(resource, owner, named))
      add({ ...control, parts: new Map([...control.parts, ...conditionOf(resource)]) });
  }
  templateControls(template, named).forEach(add);
  return { byId, things };
}

/** What depends on a condition of the template may not be made. */
const conditionOf = ({ condition }: Resource): Parts =>
  condition === undefined ? new Map() : new Map([['template condition', condition]]);

const CUSTOM_RESOURCE = /^(?:Custom::|AWS::CloudFormation::CustomResource$)/;
const ALARMS = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'];

const isPipeline = ({ type }: Resource): boolean => type === 'AWS::CodePipeline::Pipeline';

function controlsIn(resource: Resource, owner: string, named: (text: string) => string): readonly Control[] {
  if (isPipeline(resource)) return pipelineControls(resource, owner, named);
  if (resource.type === 'AWS::CodeBuild::Project') return [buildControl(resource, owner, named)];
  if (resource.type === 'AWS::CodeDeploy::DeploymentGroup') return groupControls(resource, owner, named);
  if (ALARMS.includes(resource.type)) return [alarmControl(resource, owner, named)];
  if (CUSTOM_RESOURCE.test(resource.type))
    return [askedControl(resource, owner, named), ...accessControls(resource, owner, named)];
  if (resource.type === 'AWS::Lambda::Alias') return aliasControls(resource, owner, named);
  if (resource.type === 'AWS::Lambda::Function') return passportControl(resource, owner, named);
  return accessControls(resource, owner, named);
}

/** What runs with the rights of a build project: commands, sources, image, variables. */
function buildControl({ properties }: Resource, owner: string, named: (text: string) => string): Control {
  const { Source, SourceVersion, SecondarySources, SecondarySourceVersions, Environment, FileSystemLocations } =
    properties;
  const runs = { Source, SourceVersion, SecondarySources, SecondarySourceVersions, Environment, FileSystemLocations };
  return {
    id: owner,
    on: owner,
    told: `what the build \`${owner}\` runs with its rights`,
    parts: partsOf(runs, named),
  };
}
