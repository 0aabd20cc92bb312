import { describe, expect, test } from '@jest/globals';
import picocolors from 'picocolors';
import { deploymentLines, treeLines } from '../../../cli/render/tree.ts';
import { action, deployment, NOW_MS, PLAIN, stage, view } from './views.ts';

const HEAD = { message: 'Answers carry revision 2', commit: 'c0ffee1234567890', elapsedMs: 65_000, rate: 60 };

describe('the tree', () => {
  test('begins with the change, and ends with the time on the wall and the rehearsal’s own time and speed', () => {
    const lines = treeLines(HEAD, view({ stages: [stage('Source', 'Succeeded')] }), 100, PLAIN);
    expect(lines[0]).toBe('Answers carry revision 2 c0ffee12');
    expect(lines.at(-1)).toBe("1m05s on the wall, rehearsal's clock 10:20:30 ×60");
  });

  test('marks each stage and action with what became of it', () => {
    const lines = treeLines(
      HEAD,
      view({
        stages: [
          stage('Source', 'Succeeded', [
            action('CodeCommit', 'Succeeded', { startedMs: NOW_MS - 60_000, changedMs: NOW_MS - 59_500 }),
          ]),
          stage('Build', 'Failed', [action('Test', 'Failed', { summary: '1 test failed\nthe rest' })]),
          stage('Beta', 'InProgress', [action('Deploy', 'InProgress', { startedMs: NOW_MS - 12_300 })]),
          stage('Prod', undefined, [action('Deploy')]),
        ],
      }),
      100,
      PLAIN,
    ).join('\n');
    expect(lines).toMatch(/^ ?✔ Source/m);
    expect(lines).toMatch(/^ +✔ CodeCommit 500ms$/m);
    expect(lines).toMatch(/^ +✖ Test +1 test failed\.$/m);
    expect(lines).toMatch(/^ +● Deploy 12\.3s$/m);
    expect(lines).toMatch(/^ ?○ Prod/m);
  });

  test('tells an approver’s words without the proof of what they had read', () => {
    const summary = `Looked at it [dossier sha256:${'a1'.repeat(32)}, arn:aws:iam::1:user/grace]`;
    const answered = [stage('Approve', 'Succeeded', [action('Ask', 'Succeeded', { category: 'Approval', summary })])];
    expect(treeLines(HEAD, view({ stages: answered }), 200, PLAIN)).toContain('   ✔ Ask  Looked at it');
  });

  test('shows nothing of an earlier release, but for what it is still doing', () => {
    const earlier = (name: string, status: string) => ({
      ...stage(name, status, [
        action('Deploy', status, { startedMs: NOW_MS - 9000, changedMs: NOW_MS, summary: 'old' }),
      ]),
      executionId: 'e-0',
    });
    const lines = treeLines(
      HEAD,
      view({ stages: [stage('Source', 'Succeeded'), earlier('Beta', 'Failed'), earlier('Prod', 'InProgress')] }),
      100,
      PLAIN,
    );
    expect(lines.slice(1, -1)).toEqual([' ✔ Source', ' ○ Beta', '   ○ Deploy', ' ● Prod', '   ● Deploy 9.0s  old']);
  });

  test('shows of a stage that was passed over only that it was', () => {
    const gates = [{ name: 'Broadened', status: 'Failed', summary: 'is false' }];
    const passedOver = { ...stage('ApprovePermissions', 'Skipped', [action('Approve', 'Succeeded')]), gates };
    const lines = treeLines(HEAD, view({ stages: [passedOver] }), 100, PLAIN);
    expect(lines.slice(1, -1)).toEqual([' - ApprovePermissions']);
  });

  test('says that an approval waits, and why a stage does not begin', () => {
    const waiting = action('Approve', 'InProgress', { token: 'token', changedMs: NOW_MS });
    const lines = treeLines(
      HEAD,
      view({
        stages: [
          stage('ApproveProd', 'InProgress', [waiting]),
          { ...stage('Prod', 'Succeeded'), waiting: 'transition disabled' },
        ],
      }),
      100,
      PLAIN,
    ).join('\n');
    expect(lines).toMatch(/● Approve .*waits for an answer/);
    expect(lines).toMatch(/Prod.*transition disabled/);
  });

  test('says which gate keeps a release out of a stage, and nothing of those that let it in', () => {
    const gates = [
      { name: 'AliasGuard', status: 'Succeeded', summary: '2 aliases' },
      { name: 'Freeze', status: 'Failed', summary: 'Prod is frozen' },
    ];
    const prod = { ...stage('Prod', 'Failed', [action('Deploy')]), gates };
    expect(treeLines(HEAD, view({ stages: [prod] }), 100, PLAIN).slice(1, -1)).toEqual([
      ' ✖ Prod',
      '   ✖ Freeze  Prod is frozen',
      '   ○ Deploy',
    ]);
  });

  test('shows a deployment under the stage that its function belongs to', () => {
    const lines = treeLines(
      HEAD,
      view({ stages: [stage('Beta', 'Succeeded'), stage('Prod', 'InProgress')], deployments: [deployment()] }),
      100,
      PLAIN,
    );
    const at = (part: string) => lines.findIndex((line) => line.includes(part));
    expect(at('Prod-Students-getStudentDetails')).toBeGreaterThan(at('Prod'));
    expect(at('Beta')).toBeLessThan(at('Prod-Students-getStudentDetails'));
  });

  test('is coloured only where colours are asked for', () => {
    const stages = [stage('Build', 'Failed', [action('Test', 'Failed')])];
    const colour = '\u001b[';
    expect(treeLines(HEAD, view({ stages }), 100, PLAIN).join('\n')).not.toContain(colour);
    expect(treeLines(HEAD, view({ stages }), 100, picocolors.createColors(true)).join('\n')).toContain(colour);
  });
});

describe('a deployment', () => {
  test('shows the split that is set and the one that was seen, the hooks, and quiet alarms', () => {
    expect(deploymentLines(deployment(), PLAIN)).toEqual([
      '     Prod-Students-getStudentDetails -> version 2, Canary10Percent5Minutes, d-ABC',
      '       ██░░░░░░░░░░░░░░░░░░ set 10 %  actual 9.5 %  InProgress',
      '       ✔ BeforeAllowTraffic  ○ AfterAllowTraffic  2 alarms quiet',
    ]);
  });

  test('says that nothing was measured, instead of showing a share of nothing', () => {
    const lines = deploymentLines(deployment({ percentActual: undefined }), PLAIN);
    expect(lines[1]).toContain('no whole minute yet');
  });

  test('says of which time the share is, once all traffic has moved', () => {
    expect(deploymentLines(deployment({ percentSet: 100, baked: true }), PLAIN)[1]).toContain('9.5 % in the bake');
    const short = deployment({ percentSet: 0, percentActual: undefined, baked: true });
    expect(deploymentLines(short, PLAIN)[1]).toMatch(/set 0 % {4}InProgress$/);
  });

  test('says that its bake had too little evidence', () => {
    const lines = deploymentLines(deployment({ tooLittleEvidence: 'accepted with not enough evidence: 3' }), PLAIN);
    expect(lines[3]).toBe('       accepted with not enough evidence: 3');
  });

  test('names the alarms that ring and the error', () => {
    const lines = deploymentLines(
      deployment({
        status: 'Stopped',
        error: 'One or more alarms have been activated',
        alarms: [
          { name: 'errors', state: 'ALARM' },
          { name: 'latency', state: 'OK' },
        ],
      }),
      PLAIN,
    );
    expect(lines[2]).toContain('ALARM errors');
    expect(lines[2]).not.toContain('latency');
    expect(lines[3]).toBe('       One or more alarms have been activated');
  });

  test.each([
    [0, '░'.repeat(20)],
    [100, '█'.repeat(20)],
    [50, `${'█'.repeat(10)}${'░'.repeat(10)}`],
  ])('at %d %% is a bar of twenty cells', (percentSet, bar) => {
    expect(deploymentLines(deployment({ percentSet }), PLAIN)[1]).toContain(`${bar} set ${percentSet} %`);
  });
});
