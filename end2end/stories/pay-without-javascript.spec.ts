import { expect, test } from '../fixtures.ts';
import { PayerPage } from '../pages/payer-page.ts';

test.use({
  javaScriptEnabled: false,
  // The browser writes the refusal of a wrong amount down by itself.
  allowedErrors: [/status of 422 .*\/checkout:0\)/],
});

test('a client without JavaScript pays a part, and then the rest', async ({ payer, world }) => {
  const link = await world.link({ amount: 100_000, min_amount: 10_000, invoice_number: 'INV-2104', send: true });
  const page = new PayerPage(payer);
  await page.open(link);
  await expect(page.heading).toHaveText('Carla, you are asked to pay $1,000.00');
  await expect(page.amount).toHaveValue('1000.00');

  await test.step('too little is refused with a sentence, and what was typed stays', async () => {
    await page.amount.fill('50.00');
    const answer = payer.waitForResponse((response) => response.request().method() === 'POST');
    await page.payButton.click();
    expect((await answer).status()).toBe(422);
    await expect(page.amount).toHaveValue('50.00');
    await expect(page.amount).toHaveAccessibleDescription(/Pay at least \$100\.00/);
    await expect(page.amount).toHaveAttribute('aria-invalid', 'true');
  });

  await test.step('what is no amount is refused as well', async () => {
    await page.amount.fill('ten "<b>"');
    await page.payButton.click();
    await expect(page.amount).toHaveValue('ten "<b>"');
    await expect(page.amount).toHaveAccessibleDescription(/Write the amount in digits/);
  });

  await test.step('a part is paid', async () => {
    await page.amount.fill('$400');
    const hosted = await page.begin();
    await expect(hosted.payButton).toContainText('400.00');
    await hosted.payByCard('4242424242424242');
    await expect(page.heading).toHaveText('Thank you, Carla. Part of the amount is paid.');
    await expect(page.receipt).toContainText('$400.00');
    await expect(page.receipt).toContainText('Remaining');
    await expect(page.receipt).toContainText('$600.00');
  });

  await test.step('the link for the rest is paid', async () => {
    await page.wayOn('Pay the rest').click();
    await expect(page.heading).toHaveText('Carla, you are asked to pay $600.00');
    const hosted = await page.begin();
    await hosted.payByCard('5555555555554444');
    await expect(page.heading).toHaveText('Thank you, Carla. Your payment has arrived.');
    await expect(page.receipt).toContainText('Mastercard •••• 4444');
  });

  const first = await world.becomes(link, 'partly_paid');
  const rest = await world.get<{ status: string }>(`/api/v1/links/${first.successor_id}`);
  expect(rest.status).toBe('paid');
  await world.mail(link.recipient?.email ?? '', '$600.00 is left to pay');
});
