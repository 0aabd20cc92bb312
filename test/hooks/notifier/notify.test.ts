import { describe, expect, test } from '@jest/globals';
import { readHappening } from '../../../hooks/notifier/happening.ts';
import { type NotifierOutside, notify } from '../../../hooks/notifier/notify.ts';
import { ABANDONED_MS } from '../../../hooks/notifier/record.ts';
import type { ReleaseFacts, WaitingApproval } from '../../../hooks/notifier/release.ts';
import { approval, deploy, EXECUTION, release, run, shift } from './facts.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:releases';
const APPROVERS = 'arn:aws:sns:eu-west-1:111122223333:approvers';
const HOUR_MS = 3_600_000;

/** An outside with a record of its own, of one release. */
function outside(facts: ReleaseFacts, options: { waiting?: WaitingApproval[][]; failing?: number } = {}) {
  const entries = new Map<string, { openedMs: number; isTold: boolean }>();
  const sent: string[] = [];
  const looking: boolean[] = [];
  const read: string[] = [];
  const waiting = [...(options.waiting ?? [])];
  let failing = options.failing ?? 0;
  const time = { nowMs: 100 * HOUR_MS };
  const own: NotifierOutside = {
    release: async () => facts,
    brokenShifts: async (stage, fromMs) => {
      read.push(`${stage} ${fromMs}`);
      return { known: true, value: [shift('Prod-get'), shift('Prod-add'), shift('Prod-list')] };
    },
    approval: async (executionId, { id, startedMs }) => ({
      executionId,
      runId: id,
      sinceMs: startedMs,
      expiresMs: startedMs + HOUR_MS,
    }),
    waiting: async () => waiting.shift() ?? [],
    setLooking: async (enabled) => void looking.push(enabled),
    publish: async ({ kind }, _message, topicArn) => {
      failing -= 1;
      if (failing >= 0) throw new Error('SNS does not answer');
      sent.push(`${kind} ${topicArn === TOPIC ? '' : topicArn}`.trim());
      return 'message-id';
    },
    record: {
      open: async (key) => {
        if (entries.has(key)) return false;
        entries.set(key, { openedMs: time.nowMs, isTold: false });
        return true;
      },
      look: async (key) => entries.get(key) ?? { openedMs: time.nowMs, isTold: false },
      close: async (key) => void entries.set(key, { openedMs: time.nowMs, isTold: true }),
    },
    nowMs: () => time.nowMs,
    log: () => undefined,
  };
  return { own, sent, looking, read, time, entries };
}

const ended = (state: 'SUCCEEDED' | 'FAILED' | 'STOPPED') => ({ of: 'end', executionId: EXECUTION, state }) as const;

describe('one message an event', () => {
  test('an event that comes twice is told once', async () => {
    const { own, sent } = outside(release({ runs: [deploy('Prod')] }));
    await notify(ended('SUCCEEDED'), TOPIC, own);
    await notify(ended('SUCCEEDED'), TOPIC, own);
    expect(sent).toEqual(['released']);
  });

  test('an event that comes twice at the same moment is told once', async () => {
    const { own, sent } = outside(release({ runs: [deploy('Prod')] }));
    await Promise.all([notify(ended('SUCCEEDED'), TOPIC, own), notify(ended('SUCCEEDED'), TOPIC, own)]);
    expect(sent).toEqual(['released']);
  });

  test('three functions that come back are one message', async () => {
    const { own, sent, read } = outside(release({ runs: [deploy('Prod', { status: 'Failed', startedMs: 7 })] }));
    await notify(ended('FAILED'), TOPIC, own);
    expect(sent).toEqual(['cameBack']);
    expect(read).toEqual(['Prod 7']);
  });

  test('a release that is tried again and fails again is told again', async () => {
    const first = run('Build', 'Build', { status: 'Failed' });
    const { own, sent } = outside(release({ runs: [first] }));
    await notify(ended('FAILED'), TOPIC, own);
    const again = release({ runs: [first, run('Build', 'Build', { status: 'Failed' })] });
    await notify(ended('FAILED'), TOPIC, { ...own, release: async () => again });
    expect(sent).toEqual(['blocked', 'blocked']);
  });

  test('what could not be sent is sent by the retry, once', async () => {
    const { own, sent, time } = outside(release({ runs: [deploy('Prod')] }), { failing: 1 });
    await expect(notify(ended('SUCCEEDED'), TOPIC, own)).rejects.toThrow('SNS does not answer');
    time.nowMs += ABANDONED_MS;
    await notify(ended('SUCCEEDED'), TOPIC, own);
    await notify(ended('SUCCEEDED'), TOPIC, own);
    expect(sent).toEqual(['released']);
  });

  test('while another invocation may still be sending, nothing is sent', async () => {
    const { own, sent, time, entries } = outside(release({ runs: [deploy('Prod')] }), { failing: 1 });
    await expect(notify(ended('SUCCEEDED'), TOPIC, own)).rejects.toThrow();
    time.nowMs += ABANDONED_MS - 1;
    await notify(ended('SUCCEEDED'), TOPIC, own);
    expect([sent, entries.size]).toEqual([[], 1]);
  });
});

describe('an approval', () => {
  const open = approval({ status: 'InProgress', by: undefined, configuration: { NotificationArn: APPROVERS } });
  const facts = release({ runs: [open] });
  const waits = (leftMs: number): WaitingApproval => ({
    executionId: EXECUTION,
    runId: open.id,
    sinceMs: 100 * HOUR_MS + leftMs - 4 * HOUR_MS,
    expiresMs: 100 * HOUR_MS + leftMs,
  });

  test('that begins to wait is told, and looked after from then on', async () => {
    const { own, sent, looking } = outside(facts);
    await notify({ of: 'approval', executionId: EXECUTION, runId: open.id }, TOPIC, own);
    expect([sent, looking]).toEqual([['approvalWaiting'], [true]]);
  });

  test('whose history is behind its event is tried again', async () => {
    const { own, sent } = outside(release());
    const happening = { of: 'approval', executionId: EXECUTION, runId: open.id } as const;
    await expect(notify(happening, TOPIC, own)).rejects.toThrow(`no action execution ${open.id} yet`);
    expect(sent).toEqual([]);
  });

  test('that waits long is let be until it expires soon; then its approvers are told too, once', async () => {
    const { own, sent, looking } = outside(facts, {
      waiting: [[waits(2 * HOUR_MS)], [waits(HOUR_MS)], [waits(HOUR_MS / 2)]],
    });
    await notify({ of: 'look' }, TOPIC, own);
    expect(sent).toEqual([]);
    await notify({ of: 'look' }, TOPIC, own);
    await notify({ of: 'look' }, TOPIC, own);
    expect(sent).toEqual(['approvalExpiring', `approvalExpiring ${APPROVERS}`]);
    expect(looking).toEqual([]);
  });

  test('that waits no more ends the looking', async () => {
    const { own, looking } = outside(facts);
    await notify({ of: 'look' }, TOPIC, own);
    expect(looking).toEqual([false]);
  });

  test('that begins to wait just then keeps it', async () => {
    const { own, looking } = outside(facts, { waiting: [[], [waits(4 * HOUR_MS)]] });
    await notify({ of: 'look' }, TOPIC, own);
    expect(looking).toEqual([false, true]);
  });
});

describe('an event', () => {
  const change = (kind: string, detail: object) => ({
    source: 'aws.codepipeline',
    'detail-type': `CodePipeline ${kind} Execution State Change`,
    detail: { pipeline: 'slipway', 'execution-id': EXECUTION, ...detail },
  });
  const waits = change('Action', {
    state: 'STARTED',
    stage: 'Whatever',
    action: 'Ask',
    'action-execution-id': 'run-1',
    type: { owner: 'AWS', category: 'Approval', provider: 'Manual', version: '1' },
  });

  test.each([
    [waits, { of: 'approval', executionId: EXECUTION, runId: 'run-1' }],
    [change('Pipeline', { state: 'FAILED', version: 3 }), { of: 'end', executionId: EXECUTION, state: 'FAILED' }],
    [{ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }, { of: 'look' }],
  ])('is read: %#', (event, happening) => {
    expect(readHappening(event, 'slipway')).toEqual(happening);
  });

  test.each(['SUPERSEDED', 'CANCELED', 'STARTED', 'RESUMED'])('of a pipeline that is %s is none of ours', (state) => {
    expect(() => readHappening(change('Pipeline', { state }), 'slipway')).toThrow();
  });

  test('of another pipeline is refused by name', () => {
    expect(() => readHappening(waits, 'other')).toThrow('an event of the pipeline slipway');
  });
});
