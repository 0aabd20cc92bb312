import * as cdk from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ReleasedAlias } from '../hooks/alias-guard/contract.ts';
import type { StageConfiguration } from './stage-configuration.ts';
import { StudentsStack } from './students/stack.ts';

/** Properties of `ApplicationStage`. */
export interface ApplicationStageProps extends cdk.StageProps {
  /** The stage as data: name, traffic shift, alarm limits, retention. */
  readonly configuration: StageConfiguration;
  /** Whether what is deployed needs a passport of the pipeline that deploys it. @default false */
  readonly demandsPassports?: boolean;
}

/** One deployment of the whole application: what a stage of the pipeline releases. */
export class ApplicationStage extends cdk.Stage {
  /** Base URL of the students API, with a trailing slash. */
  readonly apiUrl: cdk.CfnOutput;
  /** Id (not value) of the API key of the students API. */
  readonly apiKeyId: cdk.CfnOutput;
  /** The aliases that a release of this stage shifts. */
  readonly aliases: readonly ReleasedAlias[];

  constructor(scope: Construct, id: string, props: ApplicationStageProps) {
    super(scope, id, props);
    const students = new StudentsStack(this, 'Students', {
      configuration: props.configuration,
      demandsPassports: props.demandsPassports ?? false,
    });
    this.apiUrl = students.apiUrl;
    this.apiKeyId = students.apiKeyId;
    this.aliases = students.aliases;
  }
}
