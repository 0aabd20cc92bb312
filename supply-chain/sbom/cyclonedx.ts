import type { LockedPackage } from '../lock-file.ts';

/** What a bill of materials is of. */
export interface Described {
  readonly type: 'application' | 'library';
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** SHA-256 of the thing itself, in hexadecimal. @default - it has no one file */
  readonly sha256?: string;
}

const MEDIA_REF = 'urn:slipway:';
/** Algorithms of subresource integrity, as CycloneDX calls them. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
};

/**
 * A bill of materials, CycloneDX 1.6: the same document for the same packages, so it holds neither time nor serial number.
 * https://cyclonedx.org/docs/1.6/json/
 *
 * @param packages what it is made of
 */
export function billOfMaterials(described: Described, packages: readonly LockedPackage[]) {
  const ref = `${MEDIA_REF}${described.name}`;
  const inside = new Map(packages.map((one) => [one.folder, refOf(one)]));
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: described.type,
        'bom-ref': ref,
        name: described.name,
        version: described.version,
        description: described.description,
        ...(described.sha256 === undefined ? {} : { hashes: [{ alg: 'SHA-256', content: described.sha256 }] }),
      },
    },
    components: packages.map(component),
    dependencies: [
      { ref, dependsOn: [...inside.values()] },
      ...packages.map((one) => ({
        ref: refOf(one),
        dependsOn: one.dependsOn.flatMap((folder) => inside.get(folder) ?? []),
      })),
    ],
  };
}
export type BillOfMaterials = ReturnType<typeof billOfMaterials>;

/** https://github.com/package-url/purl-spec/blob/main/types-doc/npm-definition.md */
const purlOf = ({ name, version }: LockedPackage): string =>
  `pkg:npm/${name.replace(/^@/, '%40')}@${encodeURIComponent(version)}`;

/** The same version may be installed in several places. */
const refOf = (one: LockedPackage): string => `${purlOf(one)}#${one.folder}`;

function component(one: LockedPackage) {
  const [, scope, name = one.name] = /^(@[^/]+)\/(.+)$/.exec(one.name) ?? [];
  return {
    type: 'library',
    'bom-ref': refOf(one),
    ...(scope === undefined ? {} : { group: scope }),
    name,
    version: one.version,
    purl: purlOf(one),
    ...(one.integrity === undefined ? {} : { hashes: hashesOf(one.integrity) }),
    ...(one.license === undefined ? {} : { licenses: licensesOf(one.license) }),
    // https://github.com/CycloneDX/cyclonedx-property-taxonomy/blob/main/cdx/npm.md
    properties: [
      { name: 'cdx:npm:package:path', value: one.folder },
      ...(one.bundled ? [{ name: 'cdx:npm:package:bundled', value: 'true' }] : []),
      ...(one.development ? [{ name: 'cdx:npm:package:development', value: 'true' }] : []),
    ],
  };
}

const hashesOf = (integrity: string) =>
  integrity.split(/\s+/).flatMap((one) => {
    const [, algorithm = '', content = ''] = /^(\w+)-(.+)$/.exec(one) ?? [];
    const alg = ALGORITHMS[algorithm];
    return alg === undefined ? [] : [{ alg, content: Buffer.from(content, 'base64').toString('hex') }];
  });

/** An id where it is one, an expression where it is several. */
const licensesOf = (license: string) =>
  /\s/.test(license.trim()) ? [{ expression: license.replace(/^\((.*)\)$/, '$1') }] : [{ license: { id: license } }];
