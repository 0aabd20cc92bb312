import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { CHROMIUM, openBrowser } from './chromium.ts';

export const DESKTOP: BrowserContextOptions = { viewport: { width: 1360, height: 900 } };
export const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** A browser begins slowly on a machine that has much to do. */
export const PATIENCE_MS = 300_000;

/** Tests in one browser, which is opened before them and closed after them. Where there is none it says so, and they are skipped. */
export function describeInBrowser(name: string, tests: (browser: () => Browser) => void): void {
  const hasChromium = existsSync(CHROMIUM);
  if (!hasChromium)
    process.stderr.write(
      `The console is not driven in a browser: there is no ${CHROMIUM} (apt-get install chromium)\n`,
    );
  (hasChromium ? describe : describe.skip)(name, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await openBrowser();
    }, PATIENCE_MS);
    afterAll(() => browser.close(), PATIENCE_MS);
    tests(() => browser);
  });
}
