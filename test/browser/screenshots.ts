import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { THEMES } from './axe.ts';

/** Where pictures go; nowhere where it is not set. */
const FOLDER = process.env.SCREENSHOTS;

/** Takes a page in both themes, whole, where `SCREENSHOTS` names a folder. */
export async function screenshots(page: Page, name: string): Promise<void> {
  if (FOLDER === undefined) return;
  mkdirSync(FOLDER, { recursive: true });
  for (const colorScheme of THEMES.toReversed()) {
    await page.emulateMedia({ colorScheme });
    // The head of a page stays where one has scrolled to.
    await page.evaluate('scrollTo(0, 0)');
    // What is drawn on a canvas follows a theme a frame later.
    await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
    await page.screenshot({ path: join(FOLDER, `${name}-${colorScheme}.png`), fullPage: true });
  }
}
