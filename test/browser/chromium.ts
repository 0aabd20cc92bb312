import { type Browser, chromium } from 'playwright-core';

/** Debian's: what downloads a browser of its own may not be reached where the tests run. */
export const CHROMIUM = '/usr/bin/chromium';

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
