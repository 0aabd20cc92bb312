import { z } from 'zod';

/** Severities of an advisory, as npm has them, the mildest first. */
export const SEVERITIES = ['info', 'low', 'moderate', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A finding that stays for a while, because somebody answers for it. */
export interface Exception {
  /** What was found: an advisory's id (`GHSA-...`), `license:<package>`, or `secret:<rule>:<path>`. */
  readonly finding: string;
  /** Why it does no harm here, in a sentence at least. */
  readonly reason: string;
  readonly owner: string;
  /** Last day, such as `2026-12-31`. Expired, it fails the build, and so does one that excepts nothing. */
  readonly expires: string;
}

/** What a build accepts of its supply chain. */
export interface SupplyChainPolicy {
  readonly advisories: {
    /** The mildest severity that fails the build at once. */
    readonly failFrom: Severity;
    /** For how many days after its publication an advisory of a milder severity is accepted; those of a severity that is not named are told alone. */
    readonly acceptedDays: { readonly [S in Severity]?: number };
    /** What becomes of a build whose milder advisories' dates could not be asked for. */
    readonly notDated: 'fail' | 'tell';
    /** What becomes of a build whose packages could not be held against advisories, such as where the registry is out of reach. */
    readonly notAudited: 'fail' | 'tell';
  };
  readonly signatures: {
    /** What becomes of a build whose packages' registry signatures could not be verified. */
    readonly notVerified: 'fail' | 'tell';
  };
  /** SPDX ids under which a package may be used; an expression has to allow one way with these alone. */
  readonly licenses: readonly string[];
  readonly exceptions: readonly Exception[];
}

/**
 * The policy of this repository. A registry that answers no audit does not stop a release: it says so, and the report and the passport
 * keep it. Set `notAudited` and `notVerified` to `fail` where the registry of the build answers, and `notDated` where the build reaches
 * api.osv.dev.
 */
export const policy: SupplyChainPolicy = {
  advisories: { failFrom: 'high', acceptedDays: { moderate: 30, low: 90 }, notDated: 'tell', notAudited: 'tell' },
  signatures: { notVerified: 'tell' },
  licenses: [
    '0BSD',
    'Apache-2.0',
    'BlueOak-1.0.0',
    'BSD-2-Clause',
    'BSD-3-Clause',
    // Data of browsers' features, which only the tools of development read.
    'CC-BY-4.0',
    'CC0-1.0',
    'ISC',
    'MIT',
    'MIT-0',
  ],
  exceptions: [
    {
      finding: 'license:axe-core',
      reason:
        'Checks the accessibility of the console in its tests. It is used as it is published, and is in nothing that is deployed or handed on, so its license asks nothing of the product.',
      owner: 'Release platform team',
      expires: '2027-11-30',
    },
  ],
};

const exception = z.strictObject({
  finding: z.string().min(1),
  reason: z.string().min(20, { error: 'must be a sentence at least' }),
  owner: z.string().min(1),
  expires: z.iso.date({ error: 'must be a day, such as 2026-12-31' }),
});

/** @throws Error naming the exception and what is wrong with it */
export function checkExceptions(exceptions: readonly Exception[]): void {
  for (const one of exceptions) {
    const issue = exception.safeParse(one).error?.issues[0];
    if (issue !== undefined) {
      const property = String(issue.path[0] ?? '');
      throw new Error(
        `supply-chain/policy.ts: exception '${one.finding}': ${property} is ${JSON.stringify(Reflect.get(one, property))}: ${issue.message}`,
      );
    }
  }
}
