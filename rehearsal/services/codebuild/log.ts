import type { Scope } from '../../kernel/service.ts';
import { logStream, type StoredBuild } from './build.ts';

export interface BuildLog {
  /** What a command printed: cut into lines, each stamped when it is complete. */
  output(text: string): void;
  /** A line of CodeBuild's own. */
  note(text: string): void;
  /** Texts that are shown as `***` from now on. */
  hide(secrets: readonly string[]): void;
  /** Passes on what is left without a line end. */
  flush(): void;
  /** From now on lines are written, and those from before. */
  open(): void;
}

interface LogEvent {
  readonly message: string;
  readonly timestampMs: number;
}

/** The build's log stream in CloudWatch Logs: its lines wait until it is known that the project's role may write them. */
export function openLog(scope: Scope, build: StoredBuild): BuildLog {
  const stream = logStream(build);
  let hidden: readonly string[] = [];
  let rest = '';
  let waiting: LogEvent[] | undefined = [];
  const write = (event: LogEvent) => {
    if (stream !== undefined) scope.telemetry.log({ region: scope.region, ...stream, ...event });
  };
  const line = (message: string) => {
    const shown = hidden.reduce((text, secret) => text.replaceAll(secret, '***'), message);
    const event = { message: shown, timestampMs: scope.clock.now() };
    if (waiting === undefined) write(event);
    else waiting.push(event);
  };
  const flush = () => {
    if (rest !== '') line(rest);
    rest = '';
  };
  return {
    flush,
    open: () => {
      waiting?.forEach(write);
      waiting = undefined;
    },
    output: (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const one of lines) line(one.replace(/\r$/, ''));
    },
    note: (text) => {
      flush();
      const time = new Date(scope.clock.now()).toISOString().replace('T', ' ').replaceAll('-', '/').replace('Z', '000');
      line(`[Container] ${time} ${text}`);
    },
    hide: (secrets) => {
      // Longest first, so that no part of a longer one stays behind.
      hidden = [...hidden, ...secrets.flatMap((secret) => secret.split('\n').filter((part) => part !== ''))].sort(
        (a, b) => b.length - a.length,
      );
    },
  };
}
