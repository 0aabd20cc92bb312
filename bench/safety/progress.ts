import { describeChange } from './cases.ts';
import type { ReleaseOutcome } from './outcome.ts';

/** Told of each round that has ended. */
export interface Progress {
  note(outcomes: readonly ReleaseOutcome[]): void;
  end(): void;
}

/** Where there is no terminal to redraw a line on, one is written at most this often. */
const LINE_EVERY_MS = 15_000;

/** How far the benchmark is. */
export function startProgress(stream: NodeJS.WriteStream, rounds: number): Progress {
  const startMs = performance.now();
  let done = 0;
  let sent = 0;
  let writtenMs = Number.NEGATIVE_INFINITY;
  const line = (seconds: number, outcomes: readonly ReleaseOutcome[]): string => {
    const [first] = outcomes;
    const what = first === undefined ? '' : `${first.of.requestsPerSecond}/s, ${describeChange(first.of)}`;
    const back = outcomes.filter(({ takenBack }) => takenBack !== undefined).map(({ strategy }) => strategy);
    const speed = `${done}/${rounds} rounds in ${seconds.toFixed(0)} s, ${(sent / seconds).toFixed(0)} requests/s`;
    return `${speed}; ${what}: taken back by ${back.join(', ') || 'none'}`;
  };
  return {
    note: (outcomes) => {
      done++;
      for (const { requests } of outcomes) sent += requests;
      const nowMs = performance.now();
      if (!stream.isTTY && nowMs - writtenMs < LINE_EVERY_MS) return;
      writtenMs = nowMs;
      const text = line((nowMs - startMs) / 1000, outcomes);
      stream.write(stream.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
    },
    end: () => {
      if (stream.isTTY) stream.write('\r\x1b[K');
    },
  };
}
