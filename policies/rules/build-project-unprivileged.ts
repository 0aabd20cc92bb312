import type { Rule } from '../rule.ts';
import { truthOf, valueAt } from '../template.ts';

/** A build has no root rights on the machine that it runs on. */
export const buildProjectUnprivileged: Rule = {
  id: 'build-project-unprivileged',
  description:
    'A build project is not privileged. https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectEnvironment.html',
  fix: 'Set privilegedMode: false; build images without a Docker daemon.',
  types: ['AWS::CodeBuild::Project'],
  check: ({ properties }) => {
    const mode = valueAt(properties, 'Environment', 'PrivilegedMode');
    return mode === undefined || truthOf(mode) === false
      ? []
      : [{ finding: 'PrivilegedMode', detail: `PrivilegedMode is ${JSON.stringify(mode)}` }];
  },
};
