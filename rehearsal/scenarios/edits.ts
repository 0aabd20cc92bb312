import type { Edit } from '../session/workspace.ts';
import { INCIDENT_ALARM } from './incident.ts';

/* The changes that scenarios push: each is what a developer might really do, and most pass every check before Prod. */

const GET_HANDLER = 'app/students/handlers/get-student-details.ts';
const ADD_HANDLER = 'app/students/handlers/add-student-details.ts';
const ENVIRONMENTS = 'pipeline/environments.ts';

/** A visible change of an answer. */
export const newRevision = (revision: string): Edit => ({
  file: GET_HANDLER,
  find: "const API_REVISION = '1';",
  replace: `const API_REVISION = '${revision}';`,
});

/**
 * A fault that depends on the data: three in ten of the students that Prod's users ask for, none of those that the tests
 * use. Every check before Prod passes.
 */
export const failsForSomeStudents: Edit = {
  file: GET_HANDLER,
  find: '  const student = await get(roll);\n',
  replace: `  if (/^T-\\d+[012]$/.test(roll)) throw new Error(\`The record of \${roll} could not be migrated\`);
  const student = await get(roll);
`,
};

/** Three seconds for every student that Prod's users ask for. */
export const slowForProdStudents: Edit = {
  file: GET_HANDLER,
  find: '  const student = await get(roll);\n',
  replace: `  if (roll.startsWith('T-')) await new Promise((resolve) => setTimeout(resolve, 3000));
  const student = await get(roll);
`,
};

/** Every valid write fails; the unit tests bring a table of their own and do not see it. */
export const writesToMissingTable: Edit = {
  file: ADD_HANDLER,
  find: 'new PutItemCommand({ TableName: TABLE_NAME, Item })',
  replace: 'new PutItemCommand({ TableName: `$' + '{TABLE_NAME}Archive`, Item })',
};

/**
 * What is read back is not what was written: the write stores something else than it was given, and answers as before. Only who
 * reads it back sees that; a read that answered differently would show in the comparison of versions, before any traffic.
 */
export const storesDifferently: Edit = {
  file: ADD_HANDLER,
  find: '  const Item = Object.fromEntries(Object.entries(student)',
  replace: `  const stored = { ...student, LastName: student.LastName.toUpperCase() };
  const Item = Object.fromEntries(Object.entries(stored)`,
};

/** A student that is there reads differently: the comparison with the old version sees it before any traffic. */
export const readsDifferently: Edit = {
  file: GET_HANDLER,
  find: 'value.S])',
  replace: "value.S?.concat('.')])",
};

/** The pre-traffic hook judges, and does not tell CodeDeploy. */
export const hookForgetsToReport: Edit = {
  file: 'hooks/pre-traffic/handler.ts',
  find: 'hookExecutionId: string, status: HookStatus): Promise<void> {\n',
  replace: "hookExecutionId: string, status: HookStatus): Promise<void> {\n  if (deploymentId !== '') return;\n",
};

/** A unit test that does not hold. */
export const failingUnitTest: Edit = {
  file: 'test/app/broken.test.ts',
  find: '',
  replace: `import { expect, test } from '@jest/globals';

test('the answer is forty-two', () => {
  expect(6 * 9).toBe(42);
});
`,
};

/** The API refuses mobile numbers that it accepted; the release after it, which accepts them again, only widens. */
export const shorterMobile: readonly Edit[] = [
  {
    file: 'app/students/contract.ts',
    find: '  Mobile: attribute(),\n',
    replace: '  Mobile: z.string().check(z.minLength(1), z.maxLength(40)),\n',
  },
  {
    file: 'test/app/students/api.test.ts',
    find: 'maxLength: 200 };\n',
    replace: 'maxLength: 200 };\n    const short = { ...text, maxLength: 40 };\n',
  },
  {
    file: 'test/app/students/api.test.ts',
    find: 'Year: text, Mobile: text }',
    replace: 'Year: text, Mobile: short }',
  },
];

/** The function that looks one student up may read whole partitions of the table. */
export const readsWholePartitions: readonly Edit[] = [
  {
    file: 'app/students/table.ts',
    find: "actions: ['dynamodb:GetItem'], resources",
    replace: "actions: ['dynamodb:GetItem', 'dynamodb:Query'], resources",
  },
  {
    file: 'test/app/students/security.test.ts',
    find: "toEqual(['dynamodb:GetItem']);",
    replace: "toEqual(['dynamodb:GetItem', 'dynamodb:Query']);",
  },
];

/** Functions are configured otherwise, and their code is the same. */
export const moreMemory: Edit = {
  file: 'app/students/stack.ts',
  find: 'const HANDLER_MEMORY_MEGABYTES = 512;',
  replace: 'const HANDLER_MEMORY_MEGABYTES = 640;',
};

/** A role that may do everything. */
export const roleThatMayDoEverything: readonly Edit[] = [
  {
    file: 'app/application-stage.ts',
    find: '    this.apiUrl = students.apiUrl;\n',
    replace: `    new cdk.aws_iam.Role(students, 'Everything', {
      assumedBy: new cdk.aws_iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        Everything: new cdk.aws_iam.PolicyDocument({
          statements: [new cdk.aws_iam.PolicyStatement({ actions: ['*'], resources: ['*'] })],
        }),
      },
    });
    this.apiUrl = students.apiUrl;
`,
  },
];

/** The entry of a stage that has next to no traffic and shifts all of it at once; `more` are its last properties. */
const quietStage = (name: string, more: readonly string[], indent = '  '): string =>
  [
    '{',
    ...[
      `name: '${name}'`,
      "shift: { kind: 'allAtOnce' }",
      'alarms: { errorRatePercent: 5, minimumRequestsPerMinute: 10, latencyP99Ms: 1000, throttles: 1 }',
      'expected: { requestsPerSecond: 0.1, errorRatePercent: 0.1, slowPercent: 0.1 }',
      "onInconclusive: 'accept'",
      'retainData: false',
      'logRetentionDays: 30',
      ...more,
    ].map((property) => `  ${property},`),
    '},',
  ]
    .map((line) => `${indent}${line}`)
    .join('\n');

/** One more entry in the list of stages. */
export const addsAStage = (name: string): Edit => ({
  file: ENVIRONMENTS,
  find: '\n];\n',
  replace: `
${quietStage(name, ['integrationTest: true'])}
];
`,
});

/** Beta goes back and forward again with each release. */
export const provesReversible: Edit = {
  file: ENVIRONMENTS,
  find: "    integrationTest: true,\n  },\n  {\n    name: 'Prod',",
  replace: "    integrationTest: true,\n    proveReversible: true,\n  },\n  {\n    name: 'Prod',",
};

/** A resource with a name of its own that stays when it is taken out: going back leaves it, and then it is in the way. */
export const keepsWhatItNames: readonly Edit[] = [
  {
    file: 'app/students/stack.ts',
    find: '    api.connect({ add, get });\n',
    replace: `    api.connect({ add, get });
    new cdk.aws_logs.LogGroup(this, 'Archive', {
      logGroupName: \`/aws/lambda/\${prefix}getStudentDetails-archive\`,
      encryptionKey: key,
      retention: logRetentionDays,
      removalPolicy: cdk.RemovalPolicy.RETAIN,
    });
`,
  },
  // Who wants such a group says so to the tests that count them and look for what is left behind.
  {
    file: 'test/policies/security-properties.test.ts',
    find: "      DeletionPolicy !== 'Delete' &&\n",
    replace: "      DeletionPolicy !== 'Delete' &&\n      Type !== 'AWS::Logs::LogGroup' &&\n",
  },
  {
    file: 'test/policies/security-properties.test.ts',
    find: "    expect(DeletionPolicy).toBe('Delete');\n",
    replace: "    expect(['Delete', 'Retain']).toContain(DeletionPolicy);\n",
  },
  {
    file: 'test/app/students/security.test.ts',
    find: '    expect(groups).toHaveLength(10);\n',
    replace: '    expect(groups).toHaveLength(11);\n',
  },
];

/** The first function's fault that depends on the data, and a change of the second that is as it should be. */
export const bothFunctions: readonly Edit[] = [
  failsForSomeStudents,
  { file: ADD_HANDLER, find: "fields.join('; ')", replace: "fields.join(', ')" },
];

/** A fault that comes with time: what is fetched at the start is valid for eight minutes, longer than a canary takes. */
export const keyExpires: readonly Edit[] = [
  {
    file: GET_HANDLER,
    find: "const API_REVISION = '1';\n",
    replace: `const API_REVISION = '1';

const KEY_FETCHED_MS = Date.now();
const KEY_VALID_MS = 8 * 60_000;
`,
  },
  {
    file: GET_HANDLER,
    find: '  const student = await get(roll);\n',
    replace: `  if (Date.now() - KEY_FETCHED_MS > KEY_VALID_MS) throw new Error('The key has expired');
  const student = await get(roll);
`,
  },
];

/** A period of the freeze calendar, as it is written there. */
export const freezes = (period: string): Edit => ({
  file: 'pipeline/freeze.ts',
  find: 'export const freezePeriods: readonly FreezePeriod[] = [];\n',
  replace: `export const freezePeriods: readonly FreezePeriod[] = [
${period}
];
`,
});

/** One more entry at the head of the list of stages: whatever is wrong with a first version is seen there. */
export const beginsWithAStage = (name: string): Edit => ({
  file: ENVIRONMENTS,
  find: 'export const environments: readonly ReleaseEntry[] = [\n',
  replace: `export const environments: readonly ReleaseEntry[] = [
${quietStage(name, ['integrationTest: false'])}
`,
});

/**
 * Prod has an alarm before it and bakes after its shift; behind it, in the same wave, comes a second environment with a bake of
 * its own.
 */
export const gatesAndAWave: readonly Edit[] = [
  {
    file: ENVIRONMENTS,
    find: "import type { Approval } from './environment.ts';\n",
    replace: "import type { Approval, Environment } from './environment.ts';\n",
  },
  {
    file: ENVIRONMENTS,
    find: 'export const environments: readonly ReleaseEntry[] = [\n',
    replace: 'const [beta, prod]: readonly [Environment, Environment] = [\n',
  },
  {
    file: ENVIRONMENTS,
    find: '\n];\n',
    replace: `
];

export const environments: readonly ReleaseEntry[] = [
  beta,
  {
    name: 'World',
    order: 'oneAfterAnother',
    environments: [
      {
        ...prod,
        conditions: {
          ...prod.conditions,
          beforeEntry: [{ kind: 'alarm', alarmName: '${INCIDENT_ALARM}', waitMinutes: 0 }],
          bake: { minutes: 12, alarmNames: ['Prod-getStudentDetails-error-rate'] },
        },
      },
${quietStage(
  'South',
  [
    'integrationTest: false',
    "conditions: { bake: { minutes: 5, alarmNames: ['South-getStudentDetails-error-rate'] } }",
  ],
  '      ',
)}
    ],
  },
];
`,
  },
];
