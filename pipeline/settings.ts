import { z } from 'zod';

/** What the pipeline's owner configures in `cdk.json` (or with `cdk -c key=value`). */
export interface Settings {
  readonly account: string;
  readonly region: string;
  readonly pipelineName: string;
  readonly repositoryName: string;
  /** `create`: the repository belongs to the pipeline's stack. `import`: it is there already and stays untouched. */
  readonly repositoryMode: 'create' | 'import';
  readonly branch: string;
}

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineDeclaration.html */
const contextSchema = z.object({
  'slipway:pipelineName': z.string().regex(/^[\w.@-]{1,100}$/),
  'slipway:repositoryName': z.string().regex(/^[\w.-]{1,100}$/),
  'slipway:repositoryMode': z.enum(['create', 'import']),
  'slipway:branch': z.string().min(1),
  'slipway:exampleAccount': z.string().regex(/^\d{12}$/),
  'slipway:exampleRegion': z.string().min(1),
});

/**
 * Reads the settings from the app's context and the process environment.
 *
 * Without an account (a newcomer who only looks at the templates) the documented example account and region of
 * `cdk.json` stand in. Never in a build: there it would release to an account that is not the pipeline's.
 *
 * @param getContext value of a context key
 * @param environment the process environment; CDK_DEFAULT_ACCOUNT and CDK_DEFAULT_REGION come from the CDK CLI
 * @throws Error naming the key and its value
 */
export function readSettings(
  getContext: (key: string) => unknown,
  environment: Readonly<Record<string, string | undefined>>,
): Settings {
  const values = Object.fromEntries(Object.keys(contextSchema.shape).map((key) => [key, getContext(key)]));
  const context = contextSchema.safeParse(values);
  if (!context.success) {
    const wrong = context.error.issues.map(
      (issue) => `${issue.path.join('.')} is ${JSON.stringify(values[String(issue.path[0])])}: ${issue.message}`,
    );
    throw new Error(`context: ${wrong.join('; ')}; correct it in cdk.json`);
  }
  const account = environment.CDK_DEFAULT_ACCOUNT;
  const region = environment.CDK_DEFAULT_REGION ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  if (environment.CODEBUILD_BUILD_ID !== undefined && (account === undefined || region === undefined)) {
    throw new Error(
      `CDK_DEFAULT_ACCOUNT is '${account ?? ''}' and the region '${region ?? ''}' in build ${environment.CODEBUILD_BUILD_ID}: ` +
        'the build has to synthesize for its own account; check the credentials of the build role',
    );
  }
  return {
    // Without an account the CLI still reports a region of its own choice, so both come from one place.
    ...(account === undefined || region === undefined
      ? { account: context.data['slipway:exampleAccount'], region: context.data['slipway:exampleRegion'] }
      : { account, region }),
    pipelineName: context.data['slipway:pipelineName'],
    repositoryName: context.data['slipway:repositoryName'],
    repositoryMode: context.data['slipway:repositoryMode'],
    branch: context.data['slipway:branch'],
  };
}
