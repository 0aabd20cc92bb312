import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UserError } from '../../rehearsal/kernel/errors.ts';

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * A folder to write to, made where there is none.
 * @throws UserError where it cannot be one
 */
export function outputFolder(option: string, folder: string): string {
  const path = resolve(folder);
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK);
  } catch (error) {
    throw new UserError(
      'NoFolder',
      `${option} is '${folder}', which is no folder to write to: ${words(error)}`,
      'Give another folder.',
    );
  }
  return path;
}

/**
 * That a file can be written, before the work for it begins.
 * @throws UserError where it cannot
 */
export function checkOutputFile(option: string, file: string): void {
  outputFolder(option, dirname(resolve(file)));
  if (!existsSync(file)) return;
  if (statSync(file).isDirectory())
    throw new UserError('NoFile', `${option} is '${file}', which is a folder`, 'Give a file.');
  try {
    accessSync(file, constants.W_OK);
  } catch (error) {
    throw new UserError('NoFile', `${option}: '${file}' cannot be written: ${words(error)}`, 'Give another file.');
  }
}
