import * as iam from 'aws-cdk-lib/aws-iam';

/** Lets a step read what the pipeline has done so far: its executions and their actions. */
export const readHistory = (pipelineArn: string): iam.PolicyStatement =>
  new iam.PolicyStatement({
    actions: ['codepipeline:ListActionExecutions', 'codepipeline:ListPipelineExecutions'],
    resources: [pipelineArn],
  });
