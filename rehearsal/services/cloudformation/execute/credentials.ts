import { assumeRole } from '../../../kernel/assume-role.ts';
import type { Clients } from '../../../kernel/clients.ts';
import { calledVia, type Principal } from '../../../kernel/principal.ts';
import type { Scope } from '../../../kernel/service.ts';

export const SERVICE = 'cloudformation.amazonaws.com';

/** Makes SDK clients with the credentials of one operation. */
export type ClientMaker = <C>(clientClass: new (configuration: ConfigurationOf) => C) => C;
type ConfigurationOf = ConstructorParameters<Parameters<Clients['withKeys']>[0]>[0];

/**
 * Who CloudFormation acts as: the service role of the stack, else the caller, by way of CloudFormation.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
 * @throws the SDK's `AccessDenied` when the role does not trust CloudFormation
 */
export async function actingClients(
  scope: Scope,
  who: { readonly roleArn?: string | undefined; readonly caller: Principal; readonly stackId?: string },
): Promise<ClientMaker> {
  const { clients, region } = scope;
  if (who.roleArn === undefined) {
    const principal: Principal = {
      ...calledVia(who.caller, SERVICE),
      service: SERVICE,
      ...(who.stackId === undefined ? {} : { sourceArn: who.stackId }),
    };
    return (clientClass) => clients.as(clientClass, principal, region);
  }
  const keys = await assumeRole(scope, { roleArn: who.roleArn, sessionName: 'AWSCloudFormation', service: SERVICE });
  return (clientClass) => clients.withKeys(clientClass, keys, region);
}
