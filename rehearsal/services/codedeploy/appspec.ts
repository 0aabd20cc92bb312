import { createHash } from 'node:crypto';
import { parse } from 'yaml';
import { z } from 'zod';
import { invalidRevision } from './errors.ts';
import type { Revision } from './model.ts';

const HOOK_NAMES = ['BeforeAllowTraffic', 'AfterAllowTraffic'] as const;
const version = z.union([z.string().min(1), z.int().transform(String)]);
const hook = z.partialRecord(z.enum(HOOK_NAMES), z.string().min(1));
const appSpec = z.object({
  version: z.union([z.literal(0), z.literal('0.0'), z.literal('0')]),
  Resources: z
    .array(
      z.record(
        z.string(),
        z.object({
          Type: z.literal('AWS::Lambda::Function'),
          Properties: z.object({
            Name: z.string().min(1),
            Alias: z.string().min(1),
            CurrentVersion: version,
            TargetVersion: version,
          }),
        }),
      ),
    )
    .length(1),
  Hooks: z.array(hook).optional(),
});

/**
 * Reads an AppSpec of a Lambda deployment, JSON or YAML.
 * @throws ServiceError `InvalidRevisionException` that names what is wrong
 */
export function parseAppSpec(content: string): Revision {
  let raw: unknown;
  try {
    raw = parse(content);
  } catch (error) {
    throw invalidRevision(
      `The AppSpec is neither JSON nor YAML: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const parsed = appSpec.safeParse(raw);
  if (!parsed.success) throw invalidRevision(`The AppSpec is not valid: ${z.prettifyError(parsed.error)}`);
  const [resource] = parsed.data.Resources.flatMap((entry) => Object.values(entry));
  if (resource === undefined) throw invalidRevision('The AppSpec names no function under Resources');
  const { Name, Alias, CurrentVersion, TargetVersion } = resource.Properties;
  const hooks: { BeforeAllowTraffic?: string; AfterAllowTraffic?: string } = Object.assign(
    {},
    ...(parsed.data.Hooks ?? []),
  );
  return {
    functionName: functionNameOf(Name),
    alias: Alias,
    currentVersion: CurrentVersion,
    targetVersion: TargetVersion,
    hooks,
  };
}

/** A function may be named by its ARN. */
const functionNameOf = (name: string): string => (name.startsWith('arn:') ? (name.split(':')[6] ?? name) : name);

export const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');
