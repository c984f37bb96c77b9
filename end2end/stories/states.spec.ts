import { expect, test } from '../fixtures.ts';
import { inBothSchemes } from '../pages/schemes.ts';
import { PayerPage } from '../pages/payer-page.ts';

test('a link that waits asks for the amount', async ({ payer, world, axe }) => {
  const page = new PayerPage(payer);
  await page.open(
    await world.link({
      min_amount: 10_000,
      due_on: '2030-11-21',
      description: 'Estate of L. Mendes',
      invoice_number: 'INV-2104',
      message: 'Thank you for your trust.',
    }),
  );
  await expect(page.payButton).toHaveText('Pay $620.00');
  await expect(payer.getByRole('main')).toContainText('Due 21 November 2030');
  await inBothSchemes(payer, axe);
  await page.amount.fill('1');
  await page.amount.blur();
  await expect(page.amount).toHaveAccessibleDescription(/Pay at least \$100\.00/);
  await inBothSchemes(payer, axe);
});

test('a paid link shows its receipt', async ({ payer, world, axe }) => {
  const page = new PayerPage(payer);
  await page.open(await world.paid({ invoice_number: 'INV-2104' }));
  await expect(page.heading).toHaveText('Thank you, Carla. Your payment has arrived.');
  await expect(page.receipt).toContainText('INV-2104');
  await expect(payer.getByRole('button', { name: 'Print or save' })).toBeVisible();
  await inBothSchemes(payer, axe);
});

test('a cancelled link names whom to ask', async ({ payer, world, axe }) => {
  const link = await world.link();
  await world.cancel(link);
  await world.becomes(link, 'cancelled');
  const page = new PayerPage(payer);
  await page.open(link);
  await expect(page.heading).toHaveText('This request was cancelled');
  await expect(payer.getByRole('main').getByRole('link', { name: 'billing@haleorr.example' })).toBeVisible();
  await inBothSchemes(payer, axe);
});

test('an expired link names whom to ask', async ({ payer, world, axe }) => {
  const link = await world.link({ expires_at: new Date(Date.now() + 1500).toISOString() });
  const page = new PayerPage(payer);
  await world.becomes(link, 'expired');
  await page.open(link);
  await expect(page.heading).toHaveText('This link has expired');
  await expect(payer.getByRole('main').getByRole('link', { name: 'billing@haleorr.example' })).toBeVisible();
  await inBothSchemes(payer, axe);
});

test('a link that was paid in part leads to the one for the rest', async ({ payer, world, axe }) => {
  const link = await world.link({ min_amount: 10_000 });
  await world.pay(await world.checkout(link, '200'));
  await world.becomes(link, 'partly_paid');
  const page = new PayerPage(payer);
  await page.open(link);
  await expect(page.heading).toHaveText('Thank you, Carla. Part of the amount is paid.');
  await inBothSchemes(payer, axe);
  await page.wayOn('Pay the rest').click();
  await expect(page.heading).toHaveText('Carla, you are asked to pay $420.00');
});

test('a debit under way needs nothing from the payer', async ({ payer, world, axe }) => {
  const link = await world.link();
  await world.pay(await world.checkout(link), { method: 'bank_debit', settle: 'manual' });
  await world.becomes(link, 'processing');
  const page = new PayerPage(payer);
  await page.open(link);
  await expect(page.heading).toHaveText('Your payment is on its way');
  await expect(payer.getByRole('main')).toContainText('There is nothing more for you to do');
  await inBothSchemes(payer, axe);
});

test('before a checkout there is nothing to confirm, and a way to the link', async ({ payer, world, axe }) => {
  const link = await world.link();
  const page = new PayerPage(payer);
  await payer.goto(`${link.url}/done`);
  await expect(page.heading).toHaveText('Nothing has been paid');
  await inBothSchemes(payer, axe);
  await page.wayOn('Go to the payment page').click();
  await expect(page.payButton).toBeVisible();
});

test('a declined payment offers another try', async ({ payer, world, axe }) => {
  const link = await world.link();
  await world.pay(await world.checkout(link), { card: '4000000000000002' });
  const page = new PayerPage(payer);
  await expect(async () => {
    await payer.goto(`${link.url}/done`);
    await expect(page.heading).toHaveText('The payment was declined', { timeout: 1000 });
  }).toPass();
  await expect(page.wayOn('Try again')).toBeVisible();
  await inBothSchemes(payer, axe);
});

test('a page that is open learns that its link was cancelled', async ({ payer, world }) => {
  const link = await world.link();
  const page = new PayerPage(payer);
  await page.open(link);
  await expect(page.payButton).toBeVisible();
  await world.cancel(link);
  await expect(page.heading).toHaveText('This request was cancelled', { timeout: 20_000 });
});

test.describe('an address that leads nowhere', () => {
  test.use({ allowedErrors: [/status of 404 .*\/l\//] });

  test('says so to everyone in the same words', async ({ payer, axe }) => {
    const page = new PayerPage(payer);
    const texts = new Set<string>();
    for (const path of ['/l/zzzzzzzzzzzzzzzzzzzzzzzzzzz', '/l/x', '/l/x/done']) {
      const answer = await payer.goto(path);
      expect(answer?.status()).toBe(404);
      await expect(page.heading).toHaveText('We can’t find this page');
      texts.add(await payer.getByRole('main').innerText());
    }
    expect(texts.size).toBe(1);
    await expect(payer.locator('body')).not.toContainText('Hale');
    await inBothSchemes(payer, axe);
  });
});
