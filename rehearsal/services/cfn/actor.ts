import { assumeRole } from '../../kernel/assume-role.ts';
import type { ClientClass } from '../../kernel/clients.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Scope } from '../../kernel/service.ts';

/** With whose permissions CloudFormation acts: the execution role's where there is one, else the caller's. */
export interface Actor {
  readonly roleArn?: string;
  readonly principal: Principal;
}

export type MakeClient = <C>(clientClass: ClientClass<C>) => C;

/** Makes SDK clients of the actor. */
export async function clientsOf(scope: Scope, actor: Actor): Promise<MakeClient> {
  const { roleArn, principal } = actor;
  if (roleArn === undefined) return (clientClass) => scope.clients.as(clientClass, principal, scope.region);
  const keys = await assumeRole(scope, {
    roleArn,
    sessionName: 'AWSCloudFormation',
    service: 'cloudformation.amazonaws.com',
  });
  return (clientClass) => scope.clients.withKeys(clientClass, keys, scope.region);
}
