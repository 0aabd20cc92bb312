import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { plain } from '../../console/model/plain.ts';
import { judgeAcceptance } from '../../policies/changes/accept.ts';
import { type AssemblyStack, readStacks } from '../../policies/changes/assembly.ts';
import { compareStack } from '../../policies/changes/compare-stacks.ts';
import { reportLines, verdictLines } from '../../policies/changes/report.ts';
import { judgePermissions, permissionLines } from '../../policies/permissions/report.ts';
import { UserError } from '../../rehearsal/kernel/errors.ts';

export interface ChangesOptions {
  readonly against: string;
  readonly assembly: string;
  readonly json?: boolean;
}

/**
 * Compares two cloud assemblies as the pipeline does before it deploys anything.
 *
 * @returns 1 where a change is one-way
 */
export async function listChanges({ against, assembly, json }: ChangesOptions): Promise<number> {
  const [deployed, next] = await Promise.all([
    readAssembly('--against', against),
    readAssembly('--assembly', assembly),
  ]);
  const bases = [{ origin: `in ${against}`, stacks: deployed }];
  const changes = next.map((stack) => compareStack(stack, bases));
  const permissions = next.map((stack) => judgePermissions(stack, bases));
  const acceptance = judgeAcceptance(
    changes.flatMap((stack) => stack.changes),
    '',
  );
  const text = json
    ? JSON.stringify({ changes, permissions }, null, 2)
    : plain([...reportLines(changes), '', ...permissionLines(permissions), '', ...verdictLines(acceptance)].join('\n'));
  process.stdout.write(`${text}\n`);
  return acceptance.refused.length === 0 ? 0 : 1;
}

const ANEW = "Make it anew with 'npm run synth'.";

/** @throws UserError where the folder is no cloud assembly, or holds no stack */
async function readAssembly(option: string, folder: string): Promise<readonly AssemblyStack[]> {
  if (!existsSync(join(folder, 'manifest.json'))) {
    throw new UserError(
      'NoAssembly',
      `${option} is '${folder}', which is no cloud assembly: it holds no manifest.json`,
      "Give the folder that 'npm run synth' wrote (cdk.out), or a copy of it from another commit.",
    );
  }
  const stacks = await readStacks((file) => readFile(join(folder, file), 'utf8')).catch((error: unknown) => {
    const why = error instanceof z.ZodError ? z.prettifyError(error).split('\n')[0] : String(error);
    throw new UserError('BrokenAssembly', `${option}: '${folder}' cannot be read as a cloud assembly: ${why}`, ANEW);
  });
  // Of nothing it would be said that nothing changes.
  if (stacks.length === 0) throw new UserError('NoStack', `${option} is '${folder}', which holds no stack`, ANEW);
  return stacks;
}
