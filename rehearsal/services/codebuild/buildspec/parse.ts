import { parse, YAMLParseError } from 'yaml';
import { PhaseFailure } from '../errors.ts';
import { type Buildspec, buildspecSchema } from './schema.ts';

/**
 * Reads a buildspec of version 0.2, YAML or JSON.
 * @throws PhaseFailure `YAML_FILE_ERROR`, naming each wrong value
 */
export function parseBuildspec(text: string): Buildspec {
  const parsed = buildspecSchema.safeParse(parseYaml(text));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => {
    const where = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
    return `${where === '' ? 'buildspec' : where.replace(/^\./, '')}: ${issue.message}`;
  });
  throw new PhaseFailure('YAML_FILE_ERROR', issues.join('; '));
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof YAMLParseError)
      throw new PhaseFailure('YAML_FILE_ERROR', error.message.split('\n')[0] ?? error.code);
    throw error;
  }
}

/** Node's major versions that CodeBuild's current images know; the rehearsal has the one that it runs on itself. */
const NODE_VERSIONS = ['20', '22', '24'];

/**
 * Checks `runtime-versions` against what this machine provides: Node, in the version that runs the rehearsal.
 * @throws PhaseFailure `YAML_FILE_ERROR`, as CodeBuild does for a runtime that the image lacks
 */
export function checkRuntimes(runtimes: Readonly<Record<string, string>>, nodeVersion: string): void {
  const provided = nodeVersion.split('.')[0] ?? '';
  for (const [runtime, version] of Object.entries(runtimes)) {
    if (runtime !== 'nodejs')
      throw new PhaseFailure('YAML_FILE_ERROR', `Unknown runtime named '${runtime}'. The rehearsal provides: nodejs`);
    const major = version.replace(/\.x$/, '');
    if (version !== 'latest' && !NODE_VERSIONS.includes(major))
      throw new PhaseFailure(
        'YAML_FILE_ERROR',
        `Unknown runtime version named '${version}' of nodejs. This build image has the following versions: ${NODE_VERSIONS.join(', ')}`,
      );
    if (version !== 'latest' && major !== provided)
      throw new PhaseFailure(
        'YAML_FILE_ERROR',
        `Runtime version '${version}' of nodejs is not on this machine: the rehearsal provides its own, ${nodeVersion}`,
      );
  }
}
