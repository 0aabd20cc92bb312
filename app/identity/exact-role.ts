import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { roleBoundary } from './role-boundary.ts';

/** Properties of `ExactRole`. */
export interface ExactRoleProps {
  /** Who may assume the role. */
  readonly assumedBy: iam.IPrincipal;
  /** What the role is for; shown in the IAM console. */
  readonly description: string;
  /** Everything that the role may do. @default - added later with `allow` */
  readonly statements?: readonly iam.PolicyStatement[];
}

/**
 * A role whose rights are only the statements that are written out for it. Nothing else can grant to it: the role is
 * handed out by ARN, or as one that takes no grants, so no `grant*` of a construct reaches it.
 *
 * The rights are a managed policy and not an inline one, so that they have a version history. Whatever they become, the
 * boundary of the environment ends them.
 * Depend on this construct, not on the role alone, where the rights have to be there first.
 */
export class ExactRole extends Construct {
  readonly roleArn: string;
  /** For constructs that want a role. What they grant to it by themselves is left out: it has to be stated. */
  readonly role: iam.IRole;
  private readonly document = new iam.PolicyDocument();

  constructor(scope: Construct, id: string, props: ExactRoleProps) {
    super(scope, id);
    const role = new iam.Role(this, 'Role', {
      assumedBy: props.assumedBy,
      description: props.description,
      permissionsBoundary: roleBoundary(this, 'Boundary'),
    });
    this.allow(...(props.statements ?? []));
    new iam.ManagedPolicy(this, 'Policy', {
      roles: [role],
      document: this.document,
      description: `The rights of: ${props.description}`,
    });
    this.roleArn = role.roleArn;
    this.role = role.withoutPolicyUpdates();
  }

  /** Adds statements to the role's rights. */
  allow(...statements: iam.PolicyStatement[]): void {
    this.document.addStatements(...statements);
  }
}
