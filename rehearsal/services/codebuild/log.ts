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
}

/** The build's log stream in CloudWatch Logs. */
export function openLog(scope: Scope, build: StoredBuild): BuildLog {
  const stream = logStream(build);
  let hidden: readonly string[] = [];
  let rest = '';
  const line = (message: string) => {
    if (stream === undefined) return;
    const shown = hidden.reduce((text, secret) => text.replaceAll(secret, '***'), message);
    scope.telemetry.log({ region: scope.region, ...stream, message: shown, timestampMs: scope.clock.now() });
  };
  const flush = () => {
    if (rest !== '') line(rest);
    rest = '';
  };
  return {
    flush,
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
