import * as cdk from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ExactRole } from '../app/identity/exact-role.ts';
import { serviceTrust } from '../app/identity/service-trust.ts';

/** Properties of `SourceTrigger`. */
export interface SourceTriggerProps {
  readonly repositoryArn: string;
  readonly branch: string;
  readonly pipelineName: string;
  readonly pipelineArn: string;
}

/**
 * Starts the pipeline when its branch moves, instead of polling.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/triggering.html
 */
export class SourceTrigger extends Construct {
  constructor(scope: Construct, id: string, props: SourceTriggerProps) {
    super(scope, id);
    const ruleName = `${props.pipelineName}-source`;
    const ruleArn = cdk.Stack.of(this).formatArn({ service: 'events', resource: 'rule', resourceName: ruleName });
    const role = new ExactRole(this, 'Start', {
      assumedBy: serviceTrust(this, 'events.amazonaws.com', ruleArn),
      description: `Starts the pipeline ${props.pipelineName} when ${props.branch} moves`,
      statements: [
        new iam.PolicyStatement({ actions: ['codepipeline:StartPipelineExecution'], resources: [props.pipelineArn] }),
      ],
    });
    new events.CfnRule(this, 'Rule', {
      name: ruleName,
      description: `A push to ${props.branch} starts the pipeline ${props.pipelineName}`,
      state: 'ENABLED',
      eventPattern: {
        source: ['aws.codecommit'],
        'detail-type': ['CodeCommit Repository State Change'],
        resources: [props.repositoryArn],
        detail: {
          event: ['referenceCreated', 'referenceUpdated'],
          referenceType: ['branch'],
          referenceName: [props.branch],
        },
      },
      targets: [{ id: 'Pipeline', arn: props.pipelineArn, roleArn: role.roleArn }],
    }).node.addDependency(role);
  }
}
