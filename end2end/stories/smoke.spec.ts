import { expect, test } from '../fixtures.ts';

test('the server is up', async ({ page }) => {
  const answer = await page.goto('/healthz');
  expect(answer?.status()).toBe(200);
});
