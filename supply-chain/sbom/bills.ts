import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { bundle, bundleNames } from '../../app/bundle.ts';
import { type LockedPackage, readLockFile } from '../lock-file.ts';
import { type BillOfMaterials, billOfMaterials } from './cyclonedx.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const LOCK_FILE = 'package-lock.json';
const packageJson = z.object({ name: z.string(), version: z.string(), description: z.string().default('') });

/** Name of the bill of everything that a build installs. */
export const BUILD_BILL = 'build';

/** The bills of materials of a release, by name: one for each function, of what its code is really from, and one for the build. */
export function bills(): ReadonlyMap<string, BillOfMaterials> {
  const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
  const { name, version, description } = packageJson.parse(JSON.parse(read('package.json')));
  const packages = readLockFile(LOCK_FILE, read(LOCK_FILE));
  const byFolder = new Map(packages.map((one) => [one.folder, one]));
  const functions = bundleNames.map((bundleName) => {
    const { archiveHash, packages: folders } = bundle(bundleName);
    const described = {
      type: 'application',
      name: bundleName,
      version,
      description: `The function ${bundleName} of ${name}`,
      sha256: archiveHash,
    } as const;
    return [
      bundleName,
      billOfMaterials(
        described,
        folders.map((folder) => locked(byFolder, folder)),
      ),
    ] as const;
  });
  return new Map<string, BillOfMaterials>([
    ...functions,
    [BUILD_BILL, billOfMaterials({ type: 'application', name, version, description }, packages)],
  ]);
}

function locked(packages: ReadonlyMap<string, LockedPackage>, folder: string): LockedPackage {
  const found = packages.get(folder);
  if (found === undefined) {
    throw new Error(`code is from '${folder}', which ${LOCK_FILE} does not know: run npm ci`);
  }
  return found;
}
