import { describe, expect, test } from '@jest/globals';
import { createChangeTeller } from '../../../cli/render/changes.ts';
import { action, deployment, stage, view } from './views.ts';

describe('progress where the output is no terminal', () => {
  test('is one line a change; what stood there before the release is not told', () => {
    const tell = createChangeTeller();
    const building = view({ stages: [stage('Build', 'InProgress', [action('Test', 'InProgress')])] });
    const built = view({ stages: [stage('Build', 'Succeeded', [action('Test', 'Succeeded')])] });
    expect(tell(view({ stages: [stage('Build', 'Succeeded', [action('Test', 'Succeeded')])] }))).toEqual([]);
    expect(tell(building)).toEqual(['Build / Test: InProgress']);
    expect(tell(building)).toEqual([]);
    expect(tell(built)).toEqual(['Build / Test: Succeeded']);
  });

  test('a failure carries the first line of its reason', () => {
    const tell = createChangeTeller();
    tell(view());
    const failed = action('Test', 'Failed', { summary: '1 test failed\nand its stack' });
    expect(tell(view({ stages: [stage('Build', 'Failed', [failed])] }))).toEqual([
      'Build / Test: Failed: 1 test failed.',
    ]);
  });

  test('an approval that was rejected and a deployment that was taken back have the words of their release', () => {
    const tell = createChangeTeller();
    tell(view());
    const rejected = action('Approve', 'Failed', { category: 'Approval', summary: 'Not today' });
    const error =
      'Stack Prod ended as UPDATE_ROLLBACK_COMPLETE. The following resource(s) failed to update: [Live]. . CodeDeploy deployment d-1 was stopped (ALARM_ACTIVE): Activated alarms: <errors>';
    const deployed = { category: 'Deploy', mode: 'CHANGE_SET_EXECUTE', summary: error };
    const stages = [
      stage('ApproveProd', 'Failed', [rejected]),
      stage('Prod', 'Failed', [action('Deploy', 'Failed', deployed)]),
    ];
    expect(tell(view({ stages }))).toEqual([
      'ApproveProd / Approve: Rejected: Not today',
      'Prod / Deploy: Taken back: CodeDeploy took deployment d-1 of Live back: the alarm errors went off.',
    ]);
  });

  test('a rejection carries the words of the approver, without the proof of what they had read', () => {
    const tell = createChangeTeller();
    tell(view());
    const summary = `Not today [dossier sha256:${'a1'.repeat(32)}, arn:aws:iam::1:user/grace]`;
    const stages = [stage('Approve', 'Failed', [action('Ask', 'Failed', { category: 'Approval', summary })])];
    expect(tell(view({ stages }))).toEqual(['Approve / Ask: Rejected: Not today']);
  });

  test('a gate that keeps a release out is told with its reason', () => {
    const tell = createChangeTeller();
    tell(view());
    const frozen = { name: 'Freeze', status: 'Failed', summary: 'Prod is frozen until Monday' };
    expect(tell(view({ stages: [{ ...stage('Prod', 'Failed', [action('Deploy')]), gates: [frozen] }] }))).toEqual([
      'Prod / Freeze: Failed: Prod is frozen until Monday',
    ]);
  });

  test('a stage that was passed over is no failure', () => {
    const tell = createChangeTeller();
    tell(view());
    const unneeded = { name: 'Broadened', status: 'Failed', summary: '"unneeded" NE "unneeded" is false' };
    const passedOver = {
      ...stage('ApprovePermissions', 'Skipped', [action('Approve', 'Succeeded')]),
      gates: [unneeded],
    };
    expect(tell(view({ stages: [passedOver] }))).toEqual(['ApprovePermissions: Skipped']);
  });

  test('a deployment tells its weights, its hooks when they ran, and alarms when they ring', () => {
    const tell = createChangeTeller();
    tell(view());
    expect(tell(view({ deployments: [deployment()] }))).toEqual([
      'Prod-Students-getStudentDetails d-ABC: InProgress, 10 % on version 2',
      'Prod-Students-getStudentDetails d-ABC BeforeAllowTraffic: Succeeded',
    ]);
    const ringing = deployment({ percentSet: 0, status: 'Stopped', alarms: [{ name: 'errors', state: 'ALARM' }] });
    expect(tell(view({ deployments: [ringing] }))).toEqual([
      'Prod-Students-getStudentDetails d-ABC: Stopped, 0 % on version 2',
      'alarm errors: ALARM',
    ]);
    const judged = { ...ringing, tooLittleEvidence: 'not enough evidence: 3 requests' };
    expect(tell(view({ deployments: [judged] }))).toEqual([
      'Prod-Students-getStudentDetails d-ABC evidence: not enough evidence: 3 requests',
    ]);
  });
});
