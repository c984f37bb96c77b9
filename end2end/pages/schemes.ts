import type { Page } from '@playwright/test';

/** Checks the page as it is, in light and in dark. */
export async function inBothSchemes(page: Page, check: (page: Page) => Promise<void>): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // The browser has to draw the other colours before anyone can look at them.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    await check(page);
  }
}
