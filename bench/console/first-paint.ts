import type { Browser } from 'playwright-core';

/** https://developer.mozilla.org/en-US/docs/Web/API/PerformancePaintTiming */
const FIRST_PAINT = `new Promise((resolve) => {
  const find = (entries) => {
    const entry = entries.find(({ name }) => name === 'first-contentful-paint');
    if (entry !== undefined) resolve(entry.startTime);
  };
  new PerformanceObserver((list) => find(list.getEntries())).observe({ type: 'paint', buffered: true });
})`;

/** Milliseconds from the navigation to the first content of a page, in a browser that has kept nothing but the session. */
export async function firstPaintMs(browser: Browser, url: string, path: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 } });
  try {
    const way = await context.newPage();
    // The session is opened without a page: that would load what is to be measured.
    await way.request.get(url, { maxRedirects: 0 });
    await way.goto(new URL(path, url).href);
    return Number(await way.evaluate(FIRST_PAINT));
  } finally {
    await context.close();
  }
}
