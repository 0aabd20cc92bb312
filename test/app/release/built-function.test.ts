import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as cdk from 'aws-cdk-lib';
import { z } from 'zod';
import { ApplicationStage } from '../../../app/application-stage.ts';
import type { StageConfiguration } from '../../../app/stage-configuration.ts';
import { PostTrafficEnvironment } from '../../../hooks/post-traffic/contract.ts';
import { PreTrafficEnvironment } from '../../../hooks/pre-traffic/contract.ts';
import { type PassportDemand, PREDICATE_TYPE, STATEMENT_TYPE } from '../../../hooks/pre-traffic/passport/contract.ts';
import { decidePassport } from '../../../hooks/pre-traffic/passport/decide.ts';
import { reported } from '../../../hooks/pre-traffic/passport/reported.ts';
import type { ReportedVersion } from '../../../hooks/pre-traffic/passport/start-up.ts';
import { environments } from '../../../pipeline/environments.ts';
import { describedSubjects, type Subject, subjectOf } from '../../../supply-chain/passport/subjects.ts';
import { bills } from '../../../supply-chain/sbom/bills.ts';
import { PROD } from '../example-stage.ts';

/*
 * The product's own template against its own passport: what the hook of each function demands is what the build signs for it, and what
 * CloudFormation makes of it.
 */

/** What Lambda takes of variables. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LARGEST_VARIABLES_BYTES = 4_096;

const Resource = z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) });
const Template = z.looseObject({ Resources: z.record(z.string(), Resource) });
const Code = z.object({ S3Key: z.string() });
const Variables = z.object({ Variables: z.record(z.string(), z.unknown()) });
const Reference = z.object({ Ref: z.string() });

/** As CloudFormation fills it in: the same for the same reference, and as long as an ARN. */
function filledIn(value: unknown): string {
  if (typeof value === 'string') return value;
  const join = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) }).safeParse(value).data?.[
    'Fn::Join'
  ];
  if (join !== undefined) return join[1].map(filledIn).join(join[0]);
  return `arn:aws:made-up:eu-west-1:111111111111:${JSON.stringify(value).replaceAll(/\W/g, '')}`.padEnd(110, '-');
}

const variablesOf = (properties: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(Variables.parse(properties.Environment).Variables).map(([name, value]) => [name, filledIn(value)]),
  );

interface Judged {
  readonly name: string;
  readonly demand: PassportDemand;
  readonly version: ReportedVersion;
}

/** The functions of a stage that hooks judge, as Lambda will report them, and what the build signs for. */
function synthesized(configuration: StageConfiguration) {
  const app = new cdk.App({ context: { '@aws-cdk/aws-iam:minimizePolicies': true } });
  const env = { account: '111111111111', region: 'eu-west-1' };
  new ApplicationStage(app, configuration.name, { env, configuration, demandsPassports: true });
  const assembly = app.synth().getNestedAssembly(`assembly-${configuration.name}`);
  const [stack] = assembly.stacks;
  const { Resources } = Template.parse(stack?.template);
  const archives = new Map(
    readdirSync(app.outdir, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.zip'))
      .map((file) => [
        path.basename(file),
        createHash('sha256')
          .update(readFileSync(path.join(app.outdir, file)))
          .digest(),
      ]),
  );
  const functions = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  const judged = functions.flatMap(({ Properties }): Judged[] => {
    if (!String(Properties.FunctionName).endsWith('-pre-traffic')) return [];
    const { TARGET_VERSION_ARN: target } = Variables.parse(Properties.Environment).Variables;
    const version = Resources[Reference.parse(target).Ref];
    const fn = Resources[Reference.parse(version?.Properties.FunctionName).Ref];
    if (fn === undefined) throw new Error(`the hook ${String(Properties.FunctionName)} judges no function`);
    const { PASSPORT: demand } = PreTrafficEnvironment.parse(variablesOf(Properties));
    if (demand === undefined) throw new Error(`the hook ${String(Properties.FunctionName)} demands no passport`);
    const { PackageType, Runtime, Handler, Layers } = fn.Properties;
    const CodeSha256 = archives.get(`asset.${Code.parse(fn.Properties.Code).S3Key}`)?.toString('base64');
    const Environment = { Variables: variablesOf(fn.Properties) };
    const given = z.looseObject({}).parse({ PackageType, Runtime, Handler, Layers, CodeSha256, Environment });
    return [{ name: String(fn.Properties.FunctionName), demand, version: reported(given) }];
  });
  const described = [...bills().values()].flatMap((bill) => subjectOf(JSON.stringify(bill)) ?? []);
  const hashes = new Map([...archives].map(([file, hash]) => [file, hash.toString('hex')]));
  return { functions, judged, subjects: describedSubjects(hashes, described) };
}

function decide({ demand, version }: Judged, subjects: readonly Subject[]) {
  const statement = {
    _type: STATEMENT_TYPE,
    subject: subjects.map(({ name, sha256 }) => ({ name, digest: { sha256 } })),
    predicateType: PREDICATE_TYPE,
    predicate: {
      buildDefinition: { externalParameters: { commit: demand.commit } },
      runDetails: {
        builder: { id: demand.pipelineArn },
        metadata: { invocationId: `${demand.pipelineArn}/${demand.execution}` },
      },
    },
  };
  return decidePassport(demand, JSON.stringify(statement), version);
}

const { mustDetect: _, ...withoutBake } = PROD;
const stages: readonly StageConfiguration[] = [
  ...environments.flatMap((entry) => ('environments' in entry ? entry.environments : [entry])),
  { ...withoutBake, name: 'Gamma', shift: { kind: 'allAtOnce' }, retainData: false },
  { ...PROD, name: 'Delta', capture: { sharePercent: 100, events: 10, days: 7 }, onInconclusive: 'rollBack' },
];

describe.each(stages.map((stage) => [stage.name, stage] as const))('in the stage %s', (name, stage) => {
  const { functions, judged, subjects } = synthesized(stage);

  test('each function that a hook judges passes with what was built for it', () => {
    expect(judged.map((one) => one.name).sort()).toEqual([`${name}-addStudentDetails`, `${name}-getStudentDetails`]);
    for (const one of judged) {
      const commit = one.demand.commit;
      expect(decide(one, subjects)).toMatchObject({
        verdict: 'pass',
        reason: `its code is ${one.demand.built.subject}, built of commit ${commit}`,
      });
    }
    expect(new Set(judged.map(({ demand }) => demand.built.subject)).size).toBe(judged.length);
  });

  test('none passes with anything else of the release', () => {
    expect(subjects.length).toBeGreaterThan(3);
    for (const one of judged) {
      for (const { name: subject, sha256 } of subjects) {
        if (subject === one.demand.built.subject) continue;
        const swapped = { ...one, version: { ...one.version, codeHash: sha256 } };
        expect([one.name, subject, decide(swapped, subjects).verdict]).toEqual([one.name, subject, 'fail']);
      }
    }
  });

  test('the hook after the traffic asks for the same', () => {
    for (const { Properties } of functions) {
      if (!String(Properties.FunctionName).endsWith('-post-traffic')) continue;
      const { PASSPORT: passport, FUNCTION_NAME } = PostTrafficEnvironment.parse(variablesOf(Properties));
      const of = judged.find((one) => one.name === FUNCTION_NAME);
      if (passport !== undefined || stage.onInconclusive === 'rollBack') expect(passport?.demand).toEqual(of?.demand);
    }
  });

  test('the variables of every function are within what Lambda takes', () => {
    for (const { Properties } of functions) {
      const bytes = Buffer.byteLength(JSON.stringify(variablesOf(Properties)));
      expect([Properties.FunctionName, bytes, bytes < LARGEST_VARIABLES_BYTES]).toEqual([
        Properties.FunctionName,
        bytes,
        true,
      ]);
    }
  });
});
