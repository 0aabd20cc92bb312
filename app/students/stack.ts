import * as cdk from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { StageConfiguration } from '../stage-configuration.ts';

export interface StudentsStackProps extends cdk.StackProps {
  readonly configuration: StageConfiguration;
}

export class StudentsStack extends cdk.Stack {
  readonly apiUrl: cdk.CfnOutput;
  readonly apiKeyId: cdk.CfnOutput;
  constructor(scope: Construct, id: string, props: StudentsStackProps) {
    super(scope, id, props);
    this.apiUrl = new cdk.CfnOutput(this, 'ApiUrl', { value: 'x' });
    this.apiKeyId = new cdk.CfnOutput(this, 'ApiKeyId', { value: 'x' });
  }
}
