import type { BuiltFunction } from './contract.ts';

/** What Lambda reports of a version, as far as it says which code runs in it. */
export interface ReportedVersion {
  /** SHA-256 of the archive, in hexadecimal. Empty where Lambda does not tell it. */
  readonly codeHash: string;
  readonly packageType: string;
  readonly runtime: string;
  readonly handler: string;
  /** ARNs of the layers. */
  readonly layers: readonly string[];
  /** Undefined where Lambda does not show them, as to who may not use the key that they are encrypted with. */
  readonly variables: Readonly<Record<string, string>> | undefined;
}

const named = (names: readonly string[]): string => names.toSorted().join(', ');

/**
 * What Lambda would run beside or instead of the handler that was built: its archive stays the same when somebody adds a layer, names
 * another handler, or sets variables such as NODE_OPTIONS, AWS_LAMBDA_EXEC_WRAPPER and LD_PRELOAD, which load code before it. So all
 * variables have to be those of the release. Their values are not told: they are no matter of a log. Pure.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html
 *
 * @returns a part of a sentence; undefined where the version starts as it was built to
 */
export function startsOtherwise(built: BuiltFunction, version: ReportedVersion): string | undefined {
  const { packageType, runtime, handler, layers, variables } = version;
  if (packageType !== 'Zip') return `its package is of type ${packageType}, and an archive (Zip) was built`;
  if (layers.length > 0) return `it has layers (${named(layers)}), and was built without any`;
  if (runtime !== built.runtime) return `its runtime is ${runtime}, and it was built for ${built.runtime}`;
  if (handler !== built.handler) return `its handler is ${handler}, and ${built.handler} was built`;
  if (variables === undefined) return 'Lambda does not show its variables, which may load other code';
  const all = new Set([...Object.keys(built.variables), ...Object.keys(variables)]);
  const other = [...all].filter((name) => variables[name] !== built.variables[name]);
  if (other.length > 0) return `its variables are not those of the release: ${named(other)}`;
  return undefined;
}
