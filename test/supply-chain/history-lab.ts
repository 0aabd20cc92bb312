import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { committedTexts } from '../../supply-chain/checks/git-history.ts';
import { searchHistory } from '../../supply-chain/checks/history.ts';

/** An access key that nobody has, in parts, so that no file holds it. */
export const SECRET = ['AKIA', 'Q3EGRFHDGQW7X2VB'].join('');

/** A repository to bring secrets into. */
export interface HistoryLab {
  readonly folder: string;
  git(...args: string[]): string;
  /** @returns the shortened id */
  commit(file: string, text: string | Uint8Array, message?: string): string;
  /** The files in which something is found in the commits since one. */
  foundSince(before: string): Promise<readonly string[]>;
  /** What the newest commit that touched a file added to it. */
  addedIn(file: string): Promise<string | undefined>;
  remove(): void;
}

export function historyLab(): HistoryLab {
  const folder = mkdtempSync(path.join(tmpdir(), 'history-'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
      encoding: 'utf8',
    }).trim();
  git('init', '--quiet', '--initial-branch', 'main');
  return {
    folder,
    git,
    commit: (file, text, message = file) => {
      writeFileSync(path.join(folder, file), text);
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', message);
      return git('rev-parse', '--short', 'HEAD');
    },
    foundSince: async (before) => {
      const { findings } = await searchHistory(folder, 'HEAD');
      const since = new Set(git('rev-list', '--abbrev-commit', `${before}..HEAD`).split('\n'));
      return findings
        .filter(({ text }) => since.has(/\(commit (\w+)\)/.exec(text)?.[1] ?? ''))
        .map(({ id }) => id.replace('secret:aws-access-key-id:', ''));
    },
    addedIn: async (file) => {
      for await (const { texts } of committedTexts(folder, 'HEAD')) {
        const found = texts.find((text) => text.path === file);
        if (found !== undefined) return found.text;
      }
      return undefined;
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
