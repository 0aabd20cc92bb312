import { templateError } from '../errors.ts';
import { cidrBlocks } from './cidr.ts';
import { causesIn, type Environment, type Evaluated, isUnknown, NO_VALUE, reference, unknown } from './evaluate.ts';
import { isList, isObject, type Json, scalarText } from './json.ts';
import { substitutionParts } from './substitution.ts';

/* https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html */

type Evaluate = (value: Json) => Evaluated;
type Implementation = (argument: Json, environment: Environment, evaluate: Evaluate) => Evaluated;

/** Runs `make` when all of `values` are known; else the result is as unknown as they are. */
function whenKnown(values: readonly Evaluated[], make: () => Evaluated): Evaluated {
  const causes = values.flatMap(causesIn);
  return causes.length > 0 ? unknown(causes) : make();
}

function text(value: Evaluated | undefined, where: string): string {
  const result = scalarText(value);
  if (result === undefined) throw templateError(`${where} must be a string, and is ${JSON.stringify(value)}`);
  return result;
}

function list(value: Evaluated | undefined, where: string): readonly Evaluated[] {
  if (Array.isArray(value)) return value;
  throw templateError(`${where} must be a list, and is ${JSON.stringify(value)}`);
}

function argumentsOf(name: string, argument: Json, least: number, most = least): readonly Json[] {
  if (isList(argument) && argument.length >= least && argument.length <= most) return argument;
  throw templateError(`every ${name} object requires ${least === most ? least : `${least} to ${most}`} parameters`);
}

const join: Implementation = (argument, _environment, evaluate) => {
  const [delimiter = '', values = []] = argumentsOf('Fn::Join', argument, 2);
  const [between, items] = [evaluate(delimiter), evaluate(values)];
  return whenKnown([between, items], () =>
    list(items, 'the second argument of Fn::Join')
      .map((item) => text(item, 'every item of Fn::Join'))
      .join(text(between, 'the delimiter of Fn::Join')),
  );
};

const sub: Implementation = (argument, environment, evaluate) => {
  const [template, variables] = isList(argument) ? argument : [argument];
  if (typeof template !== 'string' || (variables !== undefined && !isObject(variables)))
    throw templateError('One or more Fn::Sub intrinsic functions do not specify expected arguments');
  const pieces = substitutionParts(template).map((part): Evaluated => {
    if (part.literal) return part.text;
    const own = variables?.[part.text];
    if (own !== undefined) return evaluate(own);
    const dot = part.text.indexOf('.');
    if (dot > 0) return attribute(part.text.slice(0, dot), part.text.slice(dot + 1), environment);
    const value = reference(part.text, environment);
    if (value === NO_VALUE) throw templateError('AWS::NoValue cannot be used in Fn::Sub');
    return Array.isArray(value) && causesIn(value).length === 0 ? value.join(',') : value;
  });
  return whenKnown(pieces, () =>
    pieces.map((piece) => text(piece, `every variable of Fn::Sub "${template}"`)).join(''),
  );
};

function attribute(logicalId: string, name: string, environment: Environment): Evaluated {
  const value = environment.attribute(logicalId, name);
  if (value === undefined)
    throw templateError(`instance of Fn::GetAtt references undefined resource ${logicalId}, or its attribute ${name}`);
  return value;
}

const getAtt: Implementation = (argument, environment, evaluate) => {
  const parts = typeof argument === 'string' ? splitOnce(argument) : argumentsOf('Fn::GetAtt', argument, 2);
  const [logicalId, name] = parts;
  if (typeof logicalId !== 'string' || name === undefined)
    throw templateError(
      'every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
    );
  return attribute(logicalId, text(evaluate(name), 'the attribute of Fn::GetAtt'), environment);
};
const splitOnce = (path: string) => [path.slice(0, path.indexOf('.')), path.slice(path.indexOf('.') + 1)];

const select: Implementation = (argument, _environment, evaluate) => {
  const [position = 0, values = []] = argumentsOf('Fn::Select', argument, 2);
  const [index, items] = [evaluate(position), evaluate(values)];
  if (isUnknown(index) || isUnknown(items)) return unknown(causesIn([index, items]));
  const selected = list(items, 'the second argument of Fn::Select')[Number(text(index, 'the index of Fn::Select'))];
  if (selected === undefined || selected === null)
    throw templateError(`Fn::Select cannot select nonexistent value at index ${JSON.stringify(index)}`);
  return selected;
};

const split: Implementation = (argument, _environment, evaluate) => {
  const [delimiter = '', source = ''] = argumentsOf('Fn::Split', argument, 2);
  const [between, value] = [evaluate(delimiter), evaluate(source)];
  return whenKnown([between, value], () =>
    text(value, 'the source of Fn::Split').split(text(between, 'the delimiter of Fn::Split')),
  );
};

const findInMap: Implementation = (argument, environment, evaluate) => {
  const [map = '', first = '', second = '', options] = argumentsOf('Fn::FindInMap', argument, 3, 4);
  const names = [map, first, second].map((name) => text(evaluate(name), 'every argument of Fn::FindInMap'));
  const [mapName = '', firstName = '', secondName = ''] = names;
  const found = environment.mapping(mapName, firstName, secondName);
  if (found !== undefined) return found;
  if (isObject(options) && options.DefaultValue !== undefined) return evaluate(options.DefaultValue);
  throw templateError(`Unable to get mapping for ${names.join('::')}`);
};

const base64: Implementation = (argument, _environment, evaluate) => {
  const value = evaluate(argument);
  return whenKnown([value], () => Buffer.from(text(value, 'the argument of Fn::Base64')).toString('base64'));
};

const cidr: Implementation = (argument, _environment, evaluate) => {
  const values = argumentsOf('Fn::Cidr', argument, 2, 3).map(evaluate);
  return whenKnown(values, () => {
    const [block, count, bits] = values.map((value) => text(value, 'every argument of Fn::Cidr'));
    return cidrBlocks(block ?? '', Number(count), bits === undefined ? 32 : Number(bits));
  });
};

const getZones: Implementation = (argument, environment, evaluate) => {
  const region = text(evaluate(argument), 'the argument of Fn::GetAZs');
  return environment.zones(region === '' ? String(environment.parameter('AWS::Region')) : region);
};

const importValue: Implementation = (argument, environment, evaluate) => {
  const name = evaluate(argument);
  return whenKnown([name], () => environment.imported(text(name, 'the argument of Fn::ImportValue')));
};

const getStackOutput: Implementation = (argument, environment, evaluate) => {
  if (!isObject(argument)) throw templateError('Fn::GetStackOutput requires StackName and OutputName');
  if (argument.RoleArn !== undefined)
    throw templateError('the rehearsal does not support RoleArn of Fn::GetStackOutput');
  const named = [argument.StackName, argument.OutputName, argument.Region ?? { Ref: 'AWS::Region' }].map((part) =>
    evaluate(part ?? null),
  );
  return whenKnown(named, () => {
    const [stack = '', output = '', region = ''] = named.map((part) =>
      text(part, 'every argument of Fn::GetStackOutput'),
    );
    return environment.stackOutput(stack, output, region);
  });
};

const length: Implementation = (argument, _environment, evaluate) => {
  const items = evaluate(argument);
  return isUnknown(items) ? items : list(items, 'the argument of Fn::Length').length;
};

const toJsonString: Implementation = (argument, _environment, evaluate) => {
  const value = evaluate(argument);
  return whenKnown([value], () => JSON.stringify(value));
};

/** All but Ref and Fn::If, which decide what is evaluated at all. */
export const functions: Readonly<Record<string, Implementation>> = {
  'Fn::Base64': base64,
  'Fn::Cidr': cidr,
  'Fn::FindInMap': findInMap,
  'Fn::GetAZs': getZones,
  'Fn::GetAtt': getAtt,
  'Fn::GetStackOutput': getStackOutput,
  'Fn::ImportValue': importValue,
  'Fn::Join': join,
  'Fn::Length': length,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::Sub': sub,
  'Fn::ToJsonString': toJsonString,
};
