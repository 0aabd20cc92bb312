import { types } from 'node:util';
import { z } from 'zod';
import type { SupplyChainPolicy } from '../policy.ts';
import type { Advisory } from './advisories.ts';
import type { Finding } from './finding.ts';

const DAY_MS = 86_400_000;

/** When an advisory was published, or why that is not known. */
export type Published = { readonly known: true; readonly at: Date } | { readonly known: false; readonly why: string };

/** The advisories that are accepted for some days. Pure. */
export const agedAdvisories = (
  advisories: readonly Advisory[],
  { acceptedDays }: SupplyChainPolicy['advisories'],
): readonly Advisory[] => advisories.filter(({ severity }) => acceptedDays[severity] !== undefined);

/** The advisories that were published longer ago than their severity is accepted. Pure. */
export function ageFindings(
  advisories: readonly Advisory[],
  published: ReadonlyMap<string, Published>,
  { acceptedDays }: SupplyChainPolicy['advisories'],
  today: Date,
): readonly Finding[] {
  return advisories.flatMap(({ id, severity, packageName, title, url }) => {
    const date = published.get(id);
    const days = acceptedDays[severity];
    if (date?.known !== true || days === undefined) return [];
    if (today.getTime() - date.at.getTime() <= days * DAY_MS) return [];
    return [
      {
        id,
        text: `${packageName}: ${severity}: ${title} (${url}): published on ${date.at.toISOString().slice(0, 'yyyy-mm-dd'.length)}, and accepted for ${days} days: update it, or except ${id} in supply-chain/policy.ts with a reason`,
      },
    ];
  });
}

/** The database that has the advisories of GitHub with their dates, by the same ids. https://google.github.io/osv.dev/get-v1-vulns */
const OSV = 'https://api.osv.dev/v1/vulns/';

const record = z.object({ published: z.coerce.date() });

/**
 * Asks when advisories were published, since npm's report does not say. What could not be asked is told for each.
 * @param timeoutMs for all of them together
 */
export async function publicationDates(
  ids: readonly string[],
  timeoutMs: number,
  database = OSV,
): Promise<ReadonlyMap<string, Published>> {
  const signal = AbortSignal.timeout(timeoutMs);
  return new Map(
    await Promise.all(
      [...new Set(ids)].map(async (id) => [id, await publicationDate(`${database}${id}`, signal)] as const),
    ),
  );
}

async function publicationDate(url: string, signal: AbortSignal): Promise<Published> {
  try {
    const response = await fetch(url, { signal });
    if (!response.ok) return { known: false, why: `${url} answered ${response.status}` };
    const found = record.safeParse(await response.json());
    if (!found.success) return { known: false, why: `${url} gave no date` };
    return { known: true, at: found.data.published };
  } catch (error) {
    return { known: false, why: `${url} could not be asked (${reasonOf(error)})` };
  }
}

/** What fetch says of a failed connection is in the cause. */
function reasonOf(error: unknown): string {
  if (!types.isNativeError(error)) return String(error);
  return types.isNativeError(error.cause) ? error.cause.message : error.message;
}
