import type { Page } from '@playwright/test';

/** What can be right in one scheme and wrong in the other: the rest is looked at once. */
const ABOUT_COLOUR = ['color-contrast', 'link-in-text-block'] as const;

/** Checks the page as it is, in light and, as far as colours go, in dark. */
export async function inBothSchemes(
  page: Page,
  check: (page: Page, rules?: readonly string[]) => Promise<void>,
): Promise<void> {
  // Before the page is there, there is nothing to be looked at.
  await page.locator('h1').first().waitFor({ state: 'attached' });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // The browser has to draw the other colours before anyone can look at them.
    await page.evaluate(async () => {
      const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
      await frame();
      // A colour that is inherited changes step by step: one change ends, and the next begins below it.
      for (let running = document.getAnimations(); running.length > 0; running = document.getAnimations()) {
        await Promise.allSettled(running.map((animation) => animation.finished));
        await frame();
      }
      await frame();
    });
    await check(page, colorScheme === 'dark' ? ABOUT_COLOUR : undefined);
  }
}
