import type { AddPermissionCommandInput, AddPermissionCommandOutput } from '@aws-sdk/client-lambda';
import { uuid } from '../../../kernel/ids.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { conflict, invalid, precondition, refuseUnsupported } from '../errors.ts';
import { functionArn, parseReference } from '../names.ts';
import { type PolicyStatement, policies, policyKey } from '../resource-policy.ts';
import { resolveVersion } from '../state.ts';

const SUPPORTED = [
  ...['FunctionName', 'StatementId', 'Action', 'Principal', 'SourceArn', 'SourceAccount', 'Qualifier', 'RevisionId'],
  'PrincipalOrgID',
];

function principalOf(text: string): PolicyStatement['Principal'] {
  if (text === '*') return '*';
  if (/^\d{12}$/.test(text)) return { AWS: `arn:aws:iam::${text}:root` };
  if (text.startsWith('arn:')) return { AWS: text };
  if (/^[a-z0-9.-]+\.amazonaws\.com$/.test(text) || /^[a-z0-9-]+\.aws\.internal$/.test(text)) return { Service: text };
  throw invalid(`The provided principal was invalid. Please check the principal and try again. (${text})`);
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
export function addPermission(input: AddPermissionCommandInput, context: Context): Output<AddPermissionCommandOutput> {
  refuseUnsupported(input, SUPPORTED, 'AddPermission');
  const reference = parseReference(input.FunctionName, input.Qualifier);
  resolveVersion(context, reference);
  const { StatementId = '', Action = '', Principal = '', SourceArn, SourceAccount, PrincipalOrgID } = input;
  if (!/^(\*|lambda:([a-zA-Z]+\*?|\*))$/.test(Action))
    throw invalid(
      `1 validation error detected: Value '${Action}' at 'action' failed to satisfy constraint: Member must satisfy regular expression pattern: (lambda:[*]|lambda:[a-zA-Z]+|[*])`,
    );
  const key = policyKey(reference);
  const previous = policies(context).get(key);
  if (input.RevisionId !== undefined && input.RevisionId !== previous?.revisionId) throw precondition();
  if (previous?.statements.some((statement) => statement.Sid === StatementId))
    throw conflict(
      `The statement id (${StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    );
  const equals: Record<string, string> = {
    ...(SourceAccount === undefined ? {} : { 'AWS:SourceAccount': SourceAccount }),
    ...(PrincipalOrgID === undefined ? {} : { 'aws:PrincipalOrgID': PrincipalOrgID }),
  };
  const condition = {
    ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
    ...(SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': SourceArn } }),
  };
  const statement: PolicyStatement = {
    Sid: StatementId,
    Effect: 'Allow',
    Principal: principalOf(Principal),
    Action,
    Resource: functionArn(context, reference.name, reference.qualifier),
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
  policies(context).put(key, { revisionId: uuid(), statements: [...(previous?.statements ?? []), statement] });
  return { Statement: JSON.stringify(statement) };
}
