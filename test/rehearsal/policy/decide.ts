import type { Principal } from '../../../rehearsal/kernel/principal.ts';
import { compileDocument } from '../../../rehearsal/policy/compile.ts';
import { conditionKeys } from '../../../rehearsal/policy/condition.ts';
import { parsePolicy } from '../../../rehearsal/policy/document.ts';
import { type Decision, evaluate, type ResourcePolicy } from '../../../rehearsal/policy/evaluate.ts';

export const ACCOUNT = '111122223333';
export const OTHER = '444455556666';

export const user = (name: string, account = ACCOUNT): Principal => ({
  kind: 'user',
  account,
  arn: `arn:aws:iam::${account}:user/${name}`,
  id: 'AIDAUSER',
});
export const session = (role: string, name = 'work', account = ACCOUNT): Principal => ({
  kind: 'assumedRole',
  account,
  arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
  roleArn: `arn:aws:iam::${account}:role/${role}`,
  id: `AROAROLE:${name}`,
});
export const service = (name: string, sourceArn?: string): Principal => ({
  kind: 'service',
  account: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:service/${name}`,
  id: name,
  service: name,
  ...(sourceArn === undefined ? {} : { sourceArn }),
});

type Json = Readonly<Record<string, unknown>>;
/** A statement that allows, with what is given in place of "everything". */
export const allow = (given: Json = {}): Json => ({
  Effect: 'Allow',
  ...('NotAction' in given ? {} : { Action: '*' }),
  ...('NotResource' in given ? {} : { Resource: '*' }),
  ...given,
});
export const deny = (given: Json = {}): Json => allow({ ...given, Effect: 'Deny' });
/** A policy of these statements. */
export const document = (statements: readonly Json[], version = '2012-10-17') =>
  parsePolicy(JSON.stringify({ Version: version, Statement: statements }));
export const policy = (name: string, ...statements: Json[]) => compileDocument(name, document(statements));

export interface Asked {
  readonly as?: Principal;
  readonly action?: string;
  readonly resource?: string;
  readonly owner?: string;
  readonly keys?: Parameters<typeof conditionKeys>[0];
  readonly identity?: readonly Json[];
  readonly boundary?: readonly Json[];
  readonly session?: readonly Json[];
  readonly organisation?: readonly (readonly Json[])[];
  readonly bucket?: readonly Json[];
  readonly key?: readonly Json[];
  readonly trust?: readonly Json[];
}

function resourcePolicy({ bucket, key, trust }: Asked): ResourcePolicy | undefined {
  if (bucket !== undefined) return { policy: policy('the bucket', ...bucket), type: 'resource-based', required: false };
  if (key !== undefined) return { policy: policy('the key', ...key), type: 'resource-based', required: true };
  return trust === undefined ? undefined : { policy: policy('the role', ...trust), type: 'role trust', required: true };
}

/** The decision on a request of the role `worker` (or `as`) to read `arn:aws:s3:::data/report.csv`, unless said otherwise. */
export function decide(asked: Asked): Decision {
  return evaluate(
    {
      principal: asked.as ?? session('worker'),
      action: asked.action ?? 's3:GetObject',
      resource: asked.resource ?? 'arn:aws:s3:::data/report.csv',
      resourceAccount: asked.owner ?? ACCOUNT,
      keys: conditionKeys(asked.keys ?? {}),
    },
    {
      identity: asked.identity === undefined ? [] : [policy('worker/inline', ...asked.identity)],
      boundary:
        asked.boundary === undefined ? undefined : policy(`arn:aws:iam::${ACCOUNT}:policy/boundary`, ...asked.boundary),
      session: asked.session === undefined ? undefined : [policy('session', ...asked.session)],
      serviceControl: asked.organisation?.map((level, i) => [policy(`level ${i}`, ...level)]),
      resource: resourcePolicy(asked),
    },
  );
}
