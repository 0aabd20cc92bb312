import type { LockedPackage } from '../lock-file.ts';
import type { Finding } from './finding.ts';

/**
 * Packages that may not be used under their license. Pure.
 *
 * @param allowed SPDX ids
 */
export function licenseFindings(packages: readonly LockedPackage[], allowed: readonly string[]): readonly Finding[] {
  const may = new Set(allowed);
  return packages.flatMap(({ name, version, license, folder }) => {
    if (license === undefined) {
      return [
        {
          id: `license:${name}`,
          text: `${name} ${version} (${folder}) states no license: ask its authors, or do without it`,
        },
      ];
    }
    return isAllowed(license, may)
      ? []
      : [
          {
            id: `license:${name}`,
            text: `${name} ${version} (${folder}) is under ${license}, which the policy does not list`,
          },
        ];
  });
}

/**
 * Whether an SPDX expression leaves one way that is allowed throughout: any side of OR, every side of AND. What is no expression, or
 * has an exception (`WITH`), is not allowed by itself.
 * https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/
 */
export function isAllowed(expression: string, allowed: ReadonlySet<string>): boolean {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const term = (): boolean => {
    const token = tokens[at++];
    if (token !== '(') return token !== undefined && allowed.has(token);
    const inner = either();
    if (tokens[at++] !== ')') return false;
    return inner;
  };
  const all = (): boolean => {
    let holds = term();
    while (tokens[at]?.toUpperCase() === 'AND') {
      at += 1;
      holds = term() && holds;
    }
    return holds;
  };
  const either = (): boolean => {
    let holds = all();
    while (tokens[at]?.toUpperCase() === 'OR') {
      at += 1;
      holds = all() || holds;
    }
    return holds;
  };
  return either() && at === tokens.length;
}
