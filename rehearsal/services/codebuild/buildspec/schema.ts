import { z } from 'zod';

/*
 * Buildspec 0.2: https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
 * Strict: a key that CodeBuild does not know, or that is not supported here, is refused by name.
 */

/** YAML reads `1` and `true` as something else than text where text is meant. */
const scalar = z.union([z.string(), z.number().transform(String), z.boolean().transform(String)]);
const yesOrNo = z.union([
  z.boolean(),
  z.enum(['yes', 'no', 'true', 'false']).transform((text) => text === 'yes' || text === 'true'),
]);
const variables = z.record(z.string(), scalar);
/** An empty mapping is written as nothing at all. */
const optional = <T extends z.ZodType>(type: T) => z.preprocess((value) => value ?? undefined, type.optional());

const command = z.unknown().transform((value, context): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const found =
    typeof value === 'object' && value !== null ? `subkeys (${Object.keys(value).join(', ')})` : String(value);
  context.addIssue({
    code: 'custom',
    message: `expected a string, found ${found}; quote a command that contains ": "`,
  });
  return z.NEVER;
});

/** `ABORT`, `CONTINUE`, `RETRY`, `RETRY-count`, `RETRY-regex`, `RETRY-count-regex`. */
const onFailure = z.string().transform((text, context) => {
  if (text === 'ABORT' || text === 'CONTINUE') return { action: text, retries: 0, pattern: '' } as const;
  const [, count, pattern] = /^RETRY(?:-(\d+))?(?:-(.+))?$/s.exec(text) ?? [];
  if (
    text.startsWith('RETRY') &&
    Number(count ?? DEFAULT_RETRIES) <= MOST_RETRIES &&
    /^RETRY(-|$)/.test(text) &&
    isPattern(pattern)
  )
    return { action: 'ABORT', retries: Number(count ?? DEFAULT_RETRIES), pattern: pattern ?? '.*' } as const;
  context.addIssue({
    code: 'custom',
    message: `"${text}" is none of ABORT, CONTINUE, RETRY, RETRY-<0 to ${MOST_RETRIES}>, RETRY-<regex>, RETRY-<count>-<regex>`,
  });
  return z.NEVER;
});
const DEFAULT_RETRIES = 3;
const MOST_RETRIES = 100;

function isPattern(text: string | undefined): boolean {
  try {
    new RegExp(text ?? '');
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

const phaseMembers = {
  'run-as': scalar.optional(),
  'on-failure': onFailure.optional(),
  commands: optional(z.array(command)),
  finally: optional(z.array(command)),
};
const phase = z.strictObject(phaseMembers);
const installPhase = z.strictObject({ ...phaseMembers, 'runtime-versions': optional(variables) });

export const REPORT_FORMATS = ['JUNITXML', 'CLOVERXML', 'COBERTURAXML'] as const;
const UNSUPPORTED_FORMATS = [
  'CUCUMBERJSON',
  'NUNITXML',
  'NUNIT3XML',
  'TESTNGXML',
  'VISUALSTUDIOTRX',
  'JACOCOXML',
  'SIMPLECOV',
];
const reportFormat = z.string().transform((text, context) => {
  const format = REPORT_FORMATS.find((known) => known === text.toUpperCase());
  if (format !== undefined) return format;
  const why = UNSUPPORTED_FORMATS.includes(text.toUpperCase())
    ? 'is not supported by the rehearsal'
    : 'is no report format of CodeBuild';
  context.addIssue({ code: 'custom', message: `"${text}" ${why}; use one of ${REPORT_FORMATS.join(', ')}` });
  return z.NEVER;
});
const report = z.strictObject({
  files: z.array(scalar).min(1),
  'base-directory': scalar.optional(),
  'discard-paths': yesOrNo.optional(),
  'file-format': reportFormat.default('JUNITXML'),
});

const artifactMembers = {
  files: z.array(scalar).min(1),
  name: scalar.optional(),
  'discard-paths': yesOrNo.optional(),
  'base-directory': scalar.optional(),
  'exclude-paths': optional(z.union([z.array(scalar), scalar.transform((path) => [path])])),
  'enable-symlinks': yesOrNo.optional(),
  's3-prefix': scalar.optional(),
};
const artifact = z.strictObject(artifactMembers);

export const buildspecSchema = z.strictObject({
  version: z.unknown().transform((value, context) => {
    if (String(value) === '0.2') return '0.2' as const;
    context.addIssue({ code: 'custom', message: `"${String(value)}" is not supported; use 0.2` });
    return z.NEVER;
  }),
  'run-as': scalar.optional(),
  env: optional(
    z.strictObject({
      shell: z.enum(['bash', 'sh', '/bin/sh', '/bin/bash']).optional(),
      variables: optional(variables),
      'parameter-store': optional(variables),
      'secrets-manager': optional(variables),
      'exported-variables': optional(z.array(scalar)),
      'git-credential-helper': yesOrNo.optional(),
    }),
  ),
  proxy: optional(z.strictObject({ 'upload-artifacts': yesOrNo.optional(), logs: yesOrNo.optional() })),
  phases: z.strictObject({
    install: optional(installPhase),
    pre_build: optional(phase),
    build: optional(phase),
    post_build: optional(phase),
  }),
  reports: optional(z.record(z.string(), report)),
  artifacts: optional(
    z.strictObject({
      ...artifactMembers,
      files: artifactMembers.files.optional(),
      'secondary-artifacts': optional(z.record(z.string(), artifact)),
    }),
  ),
  cache: optional(
    z.strictObject({
      key: scalar.optional(),
      'fallback-keys': optional(z.array(scalar)),
      action: z.enum(['restore', 'save', 'both']).optional(),
      paths: optional(z.array(scalar)),
    }),
  ),
});

export type Buildspec = z.output<typeof buildspecSchema>;
export type BuildspecPhase = z.output<typeof phase>;
export type BuildspecArtifact = z.output<typeof artifact>;
export type BuildspecReport = z.output<typeof report>;
export type FailureRule = z.output<typeof onFailure>;
