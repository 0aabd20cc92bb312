import AxeSource from 'axe-core';
import type { Page } from 'playwright-core';
import { z } from 'zod';

const results = z.object({
  violations: z.array(
    z.object({
      id: z.string(),
      help: z.string(),
      impact: z.string().nullish(),
      nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().default('') })),
    }),
  ),
});

/** Every rule but those that are only being tried out. */
const OPTIONS = JSON.stringify({ resultTypes: ['violations'] });
export const THEMES = ['light', 'dark'] as const;

/**
 * What axe finds wrong with a page, at any level.
 * @returns one line for each violation, with the elements
 */
async function axeViolations(page: Page): Promise<string[]> {
  // As code of the test's own, and not as a script of the page: the content-security policy is for that.
  await page.evaluate(AxeSource.source);
  const { violations } = results.parse(await page.evaluate(`axe.run(document, ${OPTIONS})`));
  return violations.flatMap(({ id, impact, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id} (${impact}): ${help}: ${html}: ${failureSummary}`),
  );
}

/** What axe finds wrong with a page in either theme, at any level; the page is left in the light one. */
export async function axeViolationsInBothThemes(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of THEMES.toReversed()) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await axeViolations(page)).map((violation) => `${colorScheme}: ${violation}`));
  }
  return found;
}
