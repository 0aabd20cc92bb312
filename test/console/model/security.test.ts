import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { known, unknown } from '../../../console/model/part.ts';
import { createReadModel } from '../../../console/model/read-model.ts';
import type { AccessSource } from '../../../console/model/read-security.ts';
import { Refused } from '../../../operations/refused.ts';
import { type ReleaseModel, startReleaseModel } from '../release-model.ts';

const EVIDENCE = {
  resources: [{ path: 'Students/Role', stack: 'Prod', logicalId: 'Role', template: 'prod', type: 'AWS::IAM::Role' }],
  packs: [],
  findings: [{ id: 'Pack::R1', path: 'Students/Role' }],
};
const ASSEMBLY = {
  'manifest.json': '{"artifacts":{}}',
  'policy-evidence.json': JSON.stringify(EVIDENCE),
  'nested/prod.template.json': '{}',
};
const LEDGER = { grants: 2, used: 1, roles: [{ name: 'Build', grants: 2, unused: ['s3:GetObject on *'], denied: [] }] };

let setup: ReleaseModel;
let id: string;
beforeEach(async () => {
  setup = await startReleaseModel();
  await setup.release.settle();
  await setup.release.endBuild('build:1', 'SUCCEEDED', () => ASSEMBLY);
  id = (await setup.release.executions())[0]?.split(' ')[0] ?? '';
});
afterEach(() => setup.release.local.stop());

const modelWith = (access: AccessSource) => createReadModel({ ...setup.options, access });
const reportOf = async (access: AccessSource): Promise<unknown> =>
  JSON.parse(await modelWith(access).securityReport('security-report.json'));

test('what roles did is told by whoever knows it, on the page and in the reports', async () => {
  const knows: AccessSource = () => Promise.resolve(known(LEDGER));
  expect(await modelWith(knows).security()).toMatchObject({ release: { id }, access: { value: LEDGER } });
  expect(await reportOf(knows)).toMatchObject({ access: LEDGER, totals: { open: 1 } });
});

test('where nobody tells it, the page says where it is told, and the reports are without it', async () => {
  const { access, evidence } = await setup.model.security();
  expect(access).toMatchObject({ known: false, mend: expect.stringMatching(/^A rehearsal does/) });
  expect(evidence).toMatchObject({ value: { open: [{ id: 'Pack::R1' }] } });
  const nothing: AccessSource = () => Promise.resolve(unknown('This endpoint evaluates no policies', 'Start it so.'));
  expect(await reportOf(nothing)).not.toHaveProperty('access');
});

test('the findings of a first release are counted in its dossier, and compared with nothing', async () => {
  const { facts, factHashes } = await setup.model.dossier(id);
  expect(facts.findings).toEqual(
    known({ total: { findings: 1, acknowledged: 0, open: 1, decisions: 0 }, since: undefined }),
  );
  expect(Object.keys(factHashes)).toContain('findings');
});

test('a report has only its own files', async () => {
  await expect(setup.model.securityReport('../secrets')).rejects.toThrow(Refused);
});
