import * as cdk from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ExactRole } from '../app/identity/exact-role.ts';

/** Tag of a person's user or session: the stage that the person approves. */
export const APPROVES_TAG = 'slipway:approves';
/** Tag of a person's user or session who pushes: whoever has it approves nothing. */
export const PUSHES_TAG = 'slipway:pushes';

/** Properties of `ApproverRole`. */
export interface ApproverRoleProps {
  readonly pipelineName: string;
  /** The stage that is approved, such as `Prod`. */
  readonly of: string;
  /** Where the approval is in the pipeline. */
  readonly stageName: string;
  readonly actionName: string;
}

/**
 * The role with which people approve a stage. It sees the release and answers its approval, and can do nothing else: it
 * neither pushes nor builds nor deploys. Nor do those who push get it: the trust takes people of this account with the tag
 * `slipway:approves` for this stage, and nobody with the tag `slipway:pushes`.
 *
 * Who has which tag is the account's to say (tags of users, or attributes of a single sign-on); a release cannot change it.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-iam-permissions.html
 */
export class ApproverRole extends Construct {
  readonly roleArn: string;

  constructor(scope: Construct, id: string, props: ApproverRoleProps) {
    super(scope, id);
    const { account } = cdk.Stack.of(this);
    const pipelineArn = cdk.Stack.of(this).formatArn({ service: 'codepipeline', resource: props.pipelineName });
    const role = new ExactRole(this, 'Rights', {
      description: `People who approve ${props.of} in the pipeline ${props.pipelineName}`,
      assumedBy: new iam.AccountPrincipal(account).withConditions({
        StringEquals: { [`aws:PrincipalTag/${APPROVES_TAG}`]: props.of },
        Null: { [`aws:PrincipalTag/${PUSHES_TAG}`]: 'true' },
      }),
      statements: [
        new iam.PolicyStatement({
          actions: ['codepipeline:PutApprovalResult'],
          resources: [`${pipelineArn}/${props.stageName}/${props.actionName}`],
        }),
        new iam.PolicyStatement({
          actions: [
            'codepipeline:GetPipelineExecution',
            'codepipeline:GetPipelineState',
            'codepipeline:ListActionExecutions',
            'codepipeline:ListPipelineExecutions',
          ],
          resources: [pipelineArn],
        }),
      ],
    });
    this.roleArn = role.roleArn;
  }
}
