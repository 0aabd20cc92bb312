import { expect } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { DESKTOP } from './browser.ts';

/** Somebody with a browser and the address that the console has printed. */
export interface Visitor {
  open(path?: string, options?: BrowserContextOptions): Promise<Page>;
  /** Closes every page. Fails where a page's own policy blocked something, or its script threw. */
  leave(): Promise<void>;
}

/**
 * @param url of the console, with the token of the session
 * @param patienceMs how long a page may take to show what is waited for
 */
export function createVisitor(browser: () => Browser, url: () => string, patienceMs: number): Visitor {
  const pages: Page[] = [];
  const troubles: string[] = [];
  return {
    open: async (path = '/', options = DESKTOP) => {
      const page = await (await browser().newContext({ colorScheme: 'light', ...options })).newPage();
      page.setDefaultTimeout(patienceMs);
      page.on('pageerror', (error) => troubles.push(error.message));
      page.on('console', (message) => {
        if (/Content.Security.Policy/i.test(message.text())) troubles.push(message.text());
      });
      pages.push(page);
      await page.goto(url());
      if (path !== '/') await page.goto(new URL(path, url()).href);
      return page;
    },
    leave: async () => {
      for (const page of pages.splice(0)) await page.context().close();
      expect(troubles.splice(0)).toEqual([]);
    },
  };
}

/** Whether nothing of a page is wider than the screen. */
export const fitsWidth = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth <= innerWidth');

const TABS = 200;

/** Presses Tab until what is focused reads as `name`. @throws Error where the keyboard does not reach it */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < TABS; presses++) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate('document.activeElement?.textContent ?? ""')) === name) return;
  }
  throw new Error(`the keyboard does not reach ${name}`);
}
