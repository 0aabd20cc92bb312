import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  paginateDescribeStackEvents,
  type StackEvent,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import * as cdk from 'aws-cdk-lib';
import { z } from 'zod';
import { ApplicationStage } from '../../../app/application-stage.ts';
import { bundle } from '../../../app/bundle.ts';
import { services } from '../../../rehearsal/services/registry.ts';
import { PROD } from '../../app/example-stage.ts';
import { actingAs, BOOTSTRAP_BUCKET, bootstrap, bootstrapRole } from '../../helpers/bootstrap.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';
import { zipOf } from '../lambda/lambda-account.ts';

const Resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});
const Template = z.looseObject({ Resources: z.record(z.string(), Resource) });
/** A template, as far as tests change it. */
export type StageTemplate = z.infer<typeof Template>;

/** The product's own stack, its functions' code included, and a rehearsal with every service to deploy it to. */
export interface StudentsStage {
  readonly local: TestRehearsal;
  /** A copy of the template, to change. */
  template(): StageTemplate;
  /** The template with a new version of `getStudentDetails`, whose code is `change` of the released one. */
  withNewVersion(change: (code: string) => string): Promise<StageTemplate>;
  /** SHA-256 of that version's archive, in hexadecimal. */
  nextVersionHash(): Promise<string>;
  /** Creates or updates the stack and lets time pass until it rests. */
  deploy(
    kind: 'create' | 'update',
    template: StageTemplate,
    parameters?: Readonly<Record<string, string>>,
  ): Promise<string>;
  /** `LogicalId STATUS reason`, the oldest first. */
  events(): Promise<string[]>;
}

const Manifest = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string(), packaging: z.string() }),
      destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
    }),
  ),
});

const STACK = 'Beta-Students';
/** Where a person has templates: the bootstrap bucket is for the roles that publish and deploy. */
const TEMPLATES = 'templates-of-a-person';
const ROUNDS = 60;

/**
 * Synthesizes the stack, bootstraps a rehearsal, and uploads the code to where the template looks for it. What the stack does, it
 * does with the rights of the bootstrap template.
 */
export async function startStudentsStage(
  options: { readonly demandsPassports?: boolean } = {},
): Promise<StudentsStage> {
  const app = new cdk.App({ context: { '@aws-cdk/aws-iam:minimizePolicies': true } });
  new ApplicationStage(app, 'Beta', {
    env: { account: ACCOUNT, region: REGION },
    ...options,
    configuration: {
      ...PROD,
      name: 'Beta',
      shift: { kind: 'allAtOnce' },
      retainData: false,
      capture: { sharePercent: 100, events: 10, days: 7 },
    },
  });
  const [stack] = app.synth().getNestedAssembly('assembly-Beta').stacks;
  if (stack === undefined) throw new Error('the stage has no stack');
  const local = await startTestRehearsal(services, { enforce: 'deny' });
  await bootstrap(local);
  const s3 = new S3Client(await actingAs(local, bootstrapRole('file-publishing')));
  const Bucket = BOOTSTRAP_BUCKET;
  const templates = local.client(S3Client);
  await templates.send(
    new CreateBucketCommand({ Bucket: TEMPLATES, CreateBucketConfiguration: { LocationConstraint: REGION } }),
  );
  const [manifestFile] = readdirSync(stack.assembly.directory).filter((file) => file.endsWith('.assets.json'));
  if (manifestFile === undefined) throw new Error('the stack has no assets');
  const manifest = Manifest.parse(JSON.parse(readFileSync(join(stack.assembly.directory, manifestFile), 'utf8')));
  for (const { source, destinations } of Object.values(manifest.files)) {
    if (!source.path.endsWith('.zip')) continue;
    const Body = readFileSync(join(stack.assembly.directory, source.path));
    for (const { objectKey: Key } of Object.values(destinations)) {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    }
  }
  const cloudformation = local.client(CloudFormationClient);
  let stackId = '';
  let nextArchive: Uint8Array = new Uint8Array();
  return {
    local,
    template: () => Template.parse(structuredClone(stack.template)),
    withNewVersion: async (change) => {
      const changed = change(readFileSync(join(bundle('get-student-details').directory, 'index.mjs'), 'utf8'));
      const Key = 'next-version.zip';
      nextArchive = await zipOf({ 'index.mjs': changed });
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: nextArchive }));
      const named = (type: string) => {
        const found = Object.entries(stack.template.Resources).find(
          ([id, resource]) => id.startsWith('GetStudentDetailsHandler') && Resource.parse(resource).Type === type,
        );
        if (found === undefined) throw new Error(`the template has no ${type}`);
        return found[0];
      };
      const version = named('AWS::Lambda::Version');
      const text = JSON.stringify(stack.template).replaceAll(version, `${version}Next`);
      const template = Template.parse(JSON.parse(text));
      const fn = template.Resources[named('AWS::Lambda::Function')];
      if (fn !== undefined) fn.Properties.Code = { S3Bucket: Bucket, S3Key: Key };
      return template;
    },
    nextVersionHash: async () => createHash('sha256').update(nextArchive).digest('hex'),
    deploy: async (kind, template, parameters = {}) => {
      const Key = `template-${kind}.json`;
      await templates.send(new PutObjectCommand({ Bucket: TEMPLATES, Key, Body: JSON.stringify(template) }));
      const input = {
        StackName: STACK,
        TemplateURL: `https://s3.${REGION}.amazonaws.com/${TEMPLATES}/${Key}`,
        Capabilities: ['CAPABILITY_NAMED_IAM' as const],
        RoleARN: bootstrapRole('cfn-exec'),
        Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
          ParameterKey,
          ParameterValue,
        })),
      };
      const { StackId } =
        kind === 'create'
          ? await cloudformation.send(new CreateStackCommand(input))
          : await cloudformation.send(new UpdateStackCommand(input));
      stackId = StackId ?? '';
      for (let round = 0; round < ROUNDS; round += 1) {
        await local.clock.advance(60_000);
        const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: stackId }));
        const status = Stacks?.[0]?.StackStatus ?? '';
        if (!status.endsWith('_IN_PROGRESS')) return status;
      }
      throw new Error(`${STACK} never rests`);
    },
    events: async () => {
      const found: StackEvent[] = [];
      const pages = paginateDescribeStackEvents({ client: cloudformation }, { StackName: stackId });
      for await (const { StackEvents = [] } of pages) found.push(...StackEvents);
      return found
        .toReversed()
        .map(
          ({ LogicalResourceId: id, ResourceStatus: status, ResourceStatusReason: reason = '' }) =>
            `${id} ${status} ${reason}`,
        );
    },
  };
}
