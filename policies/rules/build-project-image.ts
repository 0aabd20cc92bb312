import type { Rule } from '../rule.ts';
import { textOf, valueAt } from '../template.ts';

/** An image of CodeBuild with its version, or an image with a tag or digest. */
const NAMED = /^(?:aws\/codebuild\/[\w.-]+:\d[\w.-]*|.+@sha256:[0-9a-f]{64}|.+:(?!latest$)[\w.-]+)$/;

/** Which tools a build has does not change by itself. */
export const buildProjectImage: Rule = {
  id: 'build-project-image',
  description:
    "A build project names its image with a version, never 'latest'. https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-available.html",
  fix: 'Name the image with its version, such as aws/codebuild/standard:8.0.',
  types: ['AWS::CodeBuild::Project'],
  check: ({ properties }) => {
    const image = textOf(valueAt(properties, 'Environment', 'Image'));
    return NAMED.test(image) ? [] : [{ finding: 'Image', detail: `The image is '${image}'` }];
  },
};
