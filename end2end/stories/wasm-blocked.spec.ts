import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { PayerPage } from '../pages/payer-page.ts';

const MOST_BYTES = 60_000;

test.describe('while no WebAssembly comes through', () => {
  test.use({ allowedErrors: [/\.wasm/] });

  test('a client pays all the same', async ({ payer, world }) => {
    await payer.context().route(/\.wasm($|\?)/, (route) => route.abort());
    const link = await world.link({ min_amount: 10_000 });
    const page = new PayerPage(payer);
    const refused = payer.waitForEvent('requestfailed', (request) => request.url().includes('.wasm'));
    await page.open(link);
    await refused;
    await page.amount.fill('250');
    const hosted = await page.begin();
    await expect(hosted.payButton).toContainText('250.00');
    await hosted.payByCard('4242424242424242');
    await expect(page.heading).toHaveText('Thank you, Carla. Part of the amount is paid.');
    await page.wayOn('Pay the rest').click();
    await (await page.begin()).payByCard('4242424242424242');
    await expect(page.heading).toHaveText('Thank you, Carla. Your payment has arrived.');
  });
});

/** What came over the wire until the page was loaded. */
async function untilLoad(page: Page, url: string): Promise<{ bytes: number; urls: string[] }> {
  const session = await page.context().newCDPSession(page);
  const seen = { bytes: 0, urls: [] as string[] };
  let loaded = false;
  session.on('Network.requestWillBeSent', ({ request }) => {
    if (!loaded) {
      seen.urls.push(request.url);
    }
  });
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    if (!loaded) {
      seen.bytes += encodedDataLength;
    }
  });
  session.on('Page.loadEventFired', () => {
    loaded = true;
  });
  await session.send('Page.enable');
  await session.send('Network.enable');
  await page.goto(url, { waitUntil: 'load' });
  return seen;
}

test('the page is small, and asks for its code only when it is there', async ({ payer, world }) => {
  const link = await world.link({ min_amount: 10_000, message: 'Thank you for your trust.' });
  const wasm = payer.waitForRequest(/\.wasm($|\?)/);
  const { bytes, urls } = await untilLoad(payer, link.url);
  expect(urls).toContain(link.url);
  expect(urls.filter((url) => url.includes('.css'))).toHaveLength(1);
  expect(urls.filter((url) => url.includes('.wasm'))).toEqual([]);
  expect(bytes).toBeGreaterThan(1000);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
  test.info().annotations.push({ type: 'bytes until load', description: String(bytes) });
  await wasm;
});

test('the confirmation is small, too', async ({ payer, world }) => {
  const link = await world.paid();
  const { bytes, urls } = await untilLoad(payer, `${link.url}/done`);
  expect(urls.filter((url) => url.includes('.wasm'))).toEqual([]);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
});
