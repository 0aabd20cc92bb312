import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';

/** Debian's: what downloads a browser of its own may not be reached where the tests run. */
const CHROMIUM = '/usr/bin/chromium';

export const DESKTOP: BrowserContextOptions = { viewport: { width: 1360, height: 900 } };
export const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** A browser begins slowly on a machine that has much to do. */
export const PATIENCE_MS = 300_000;

/** Nothing but the console is reached, and the sandbox is not there in a container. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });

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
