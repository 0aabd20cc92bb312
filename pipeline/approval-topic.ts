import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** Properties of `ApprovalTopic`. */
export interface ApprovalTopicProps {
  /** The stage that waits for approval. */
  readonly stageName: string;
  /** E-mail addresses; each person confirms the subscription once. */
  readonly approvers: readonly string[];
  readonly key: kms.IKey;
}

/** Tells the approvers of a stage that a release waits for them: an encrypted topic that only TLS reaches. */
export class ApprovalTopic extends Construct {
  readonly topic: sns.Topic;

  constructor(scope: Construct, id: string, props: ApprovalTopicProps) {
    super(scope, id);
    this.topic = new sns.Topic(this, 'Topic', {
      displayName: `Approval of ${props.stageName}`,
      masterKey: props.key,
      enforceSSL: true,
    });
    for (const [index, endpoint] of props.approvers.entries()) {
      new sns.Subscription(this, `Approver${index + 1}`, {
        topic: this.topic,
        protocol: sns.SubscriptionProtocol.EMAIL,
        endpoint,
      });
    }
  }
}
