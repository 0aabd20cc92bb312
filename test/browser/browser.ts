import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';

/** Debian's: what downloads a browser of its own may not be reached where the tests run. */
const CHROMIUM = '/usr/bin/chromium';

export const DESKTOP: BrowserContextOptions = { viewport: { width: 1360, height: 900 } };
export const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** A browser begins slowly on a machine that has much to do. */
export const PATIENCE_MS = 300_000;

export const hasChromium = (): boolean => existsSync(CHROMIUM);
export const NO_CHROMIUM = `The console is not driven in a browser: there is no ${CHROMIUM} (apt-get install chromium)`;

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
