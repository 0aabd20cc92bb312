import { readFile } from 'node:fs/promises';
import type { Keys } from '../../kernel/clients.ts';
import type { Scope } from '../../kernel/service.ts';
import type { Scratch } from '../../runtimes/build/environment.ts';
import type { ShellSession } from '../../runtimes/build/shell-session.ts';
import type { StoredBuild } from './build.ts';

/** One run of one build: what its steps share. */
export interface Run {
  readonly scope: Scope;
  readonly id: string;
  /** As it is stored now. */
  build(): StoredBuild;
  change(change: Partial<StoredBuild>): void;
  readonly scratch: Scratch;
  /** CODEBUILD_SRC_DIR. */
  readonly sourceFolder: string;
  /** CODEBUILD_SRC_DIR_<identifier>. */
  secondaryFolder(identifier: string): string;
  /** Of the project's role. */
  readonly keys: Keys;
  /** Aborted by a stop, the time-out and the end of the endpoint; the reason says which. */
  readonly signal: AbortSignal;
  /** One line of CodeBuild's own in the log, with its mark `[Container]` and the time. */
  note(text: string): void;
}

/** A run whose shell is open. */
export interface OpenRun extends Run {
  readonly session: ShellSession;
}

/** Evaluates a text as the build's shell would, such as `build-$(date +%F)`. */
export async function expand({ session, signal, scratch }: OpenRun, text: string): Promise<string> {
  const file = `${scratch.control}/expanded`;
  await session.run(`printf '%s' "${text}" >'${file}'`, signal);
  return readFile(file, 'utf8');
}
