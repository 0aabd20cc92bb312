import { BILL_FILES } from '../../buildspecs/changes/bill-files.ts';
import { readPackages, type SbomDelta, type SbomPackage, sbomDelta } from '../../policies/report/sbom-delta.ts';
import { known, type Part, unknown } from './part.ts';

const BUILD_BILL = 'sbom/build.cdx.json';

type Packages = ReadonlyMap<string, SbomPackage>;

/** The packages of a release, by what they are for. */
export interface Bills {
  /** Of what the deployed code is really from. */
  readonly deployed: Packages;
  /** All that its build installs. */
  readonly build: Packages;
}

/** How the packages of a release differ from those of the one that runs. */
export interface PackagesDelta {
  readonly deployed: SbomDelta;
  readonly build: SbomDelta;
}

/**
 * The bills among the files of a cloud assembly.
 * @returns undefined where it has none, or none that is written as this version does
 */
export function readBills(files: ReadonlyMap<string, string>): Bills | undefined {
  const bills = [...files].filter(([name]) => BILL_FILES.test(name));
  if (bills.length === 0) return undefined;
  const packagesOf = (wanted: (name: string) => boolean) =>
    readPackages(new Map(bills.flatMap(([name, text]) => (wanted(name) ? [[name, JSON.parse(text)] as const] : []))));
  try {
    return {
      deployed: packagesOf((name) => name !== BUILD_BILL),
      build: packagesOf((name) => name === BUILD_BILL),
    };
  } catch {
    // A bill of another form says nothing here; the report of its own release does.
    return undefined;
  }
}

/**
 * Compares the packages of two releases. Pure.
 * @param base of the release which runs; undefined where there is none, or its bills are no longer kept
 */
export function compareBills(next: Bills | undefined, base: Bills | undefined): Part<PackagesDelta> {
  if (next === undefined)
    return unknown(
      'This release has no bills of materials that can be read here',
      'Its build has to write them as this version of Slipway does.',
    );
  return known({
    deployed: sbomDelta(base?.deployed, next.deployed),
    build: sbomDelta(base?.build, next.build),
  });
}
