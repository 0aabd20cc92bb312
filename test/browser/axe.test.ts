import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type Console, serveConsole } from '../../console/server/start.ts';
import { axeViolationsInBothThemes } from './axe.ts';
import { DESKTOP, describeInBrowser, PATIENCE_MS, PHONE } from './browser.ts';
import { SHOWN_PATHS, shownModel } from './shown-model.ts';
import { createVisitor, fitsWidth, tabTo } from './visitor.ts';

/* Every page in every state, for those who see it otherwise than its authors did. */

describeInBrowser('every page of the console', (browser) => {
  let served: Console;
  const bugs: unknown[] = [];
  const visitor = createVisitor(browser, () => served.url, PATIENCE_MS);

  beforeAll(async () => {
    served = await serveConsole(shownModel, { port: 0, readOnly: false, report: (error) => bugs.push(error) });
  }, PATIENCE_MS);
  afterEach(() => visitor.leave());
  afterAll(async () => {
    await served.stop();
    expect(bugs).toEqual([]);
  }, PATIENCE_MS);

  /** Shows a page with everything in it that can be opened. */
  async function show(page: Page, path: string): Promise<void> {
    await page.goto(new URL(path, served.url).href);
    await page.getByText('Reading from AWS').waitFor({ state: 'detached' });
    await page.locator('main').locator('h1, strong').first().waitFor({ state: 'attached' });
    const shut = page.locator('details:not([open]) > summary');
    while ((await shut.count()) > 0) await shut.first().click();
    const log = page.getByRole('button', { name: /^Log/ });
    if ((await log.count()) > 0) {
      await log.first().click();
      await page.getByRole('log').waitFor();
    }
  }

  describe.each([
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ])('on the %s', (_, options) => {
    test.each(SHOWN_PATHS)(
      '%s: axe finds nothing in either theme, and nothing is wider than the screen',
      async (path) => {
        const page = await visitor.open('/', options);
        await show(page, path);
        expect(await axeViolationsInBothThemes(page)).toEqual([]);
        expect(await fitsWidth(page)).toBe(true);
      },
      PATIENCE_MS,
    );
  });

  test(
    'the question before a change: axe finds nothing, and the keyboard opens, fills and leaves it',
    async () => {
      const page = await visitor.open('/release/canary');
      await page.getByRole('button', { name: 'Stop and roll back' }).waitFor();
      await tabTo(page, 'Stop and roll back');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.type('Support is told of missing students');
      const reason = page.getByRole('dialog').getByLabel(/^Reason/);
      expect(await reason.inputValue()).toBe('Support is told of missing students');
      expect(await axeViolationsInBothThemes(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    },
    PATIENCE_MS,
  );
});
