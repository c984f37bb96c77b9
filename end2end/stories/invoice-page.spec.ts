import { expect, test } from '../fixtures.ts';
import { InvoicePage, askFor, makePublicInvoice } from '../pages/invoice-page.ts';
import { inBothSchemes } from '../pages/schemes.ts';

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test('an invoice is paid from its page', async ({ payer, world }) => {
      const invoice = await makePublicInvoice(world);
      const page = new InvoicePage(payer);
      await page.open(invoice);
      await expect(page.heading).toHaveText(`Invoice ${invoice.number}`);
      await expect(page.sheet).toContainText('Unpaid');
      await expect(page.sheet).toContainText('Due 21 November 2030');
      await expect(page.sheet).toContainText('1.5 × $200.00 · 8.875 % tax');
      await expect(page.sum('Subtotal')).toContainText('$300.00');
      await expect(page.sum('Tax')).toContainText('$26.63');
      await expect(page.sum('Total')).toContainText('$326.63');

      const hosted = await page.begin();
      await expect(hosted.payButton).toContainText('326.63');
      await hosted.back();
      await expect(page.heading).toHaveText(`Invoice ${invoice.number}`);

      await (await page.begin()).payByCard('4242424242424242');
      await expect(page.heading).toHaveText('Thank you. Your payment has arrived.');
      await payer.getByRole('link', { name: 'Back to the invoice' }).click();
      await expect(page.sheet).toContainText('Paid in full');
      await expect(page.sum('Paid')).toContainText('$326.63');
      await expect(page.sum('Open')).toContainText('$0.00');
      await expect(page.payButton).toHaveCount(0);
    });
  });
}

test('the page has no barrier, and prints as a document', async ({ payer, world, axe, picture }) => {
  const invoice = await makePublicInvoice(world);
  const page = new InvoicePage(payer);
  await page.open(invoice);
  await expect(page.payButton).toHaveText('Pay $326.63 now');
  await inBothSchemes(payer, axe);
  await picture(payer, 'invoice-unpaid');
  const width = await payer.evaluate(() => document.documentElement.scrollWidth);
  expect(width, 'nothing stands out sideways').toBe(payer.viewportSize()?.width);

  await payer.emulateMedia({ media: 'print', colorScheme: 'light' });
  await expect(page.payButton).toBeHidden();
  await expect(payer.getByRole('button', { name: 'Print or save' })).toBeHidden();
  await expect(page.sum('Total')).toBeVisible();
  await picture(payer, 'invoice-printed');
});

test('a part that was paid stands on the page', async ({ payer, world, axe, picture }) => {
  const invoice = await makePublicInvoice(world, { due_on: '2026-01-20' });
  const link = await askFor(world, invoice, 20_000);
  await world.pay(await world.checkout(link));
  await world.becomes(link, 'paid');
  const page = new InvoicePage(payer);
  await page.open(invoice);
  await expect(page.sheet).toContainText('Overdue');
  await expect(page.sum('Paid')).toContainText('$200.00');
  await expect(page.sum('Open')).toContainText('$126.63');
  await expect(page.payButton).toHaveText('Pay $126.63 now');
  await inBothSchemes(payer, axe);
  await picture(payer, 'invoice-part');
});

test('an invoice that was withdrawn names whom to ask', async ({ payer, world, axe }) => {
  const invoice = await makePublicInvoice(world);
  await world.post(`/api/v1/invoices/${invoice.id}/voiding`);
  const page = new InvoicePage(payer);
  await page.open(invoice);
  await expect(page.heading).toHaveText('This invoice was withdrawn');
  await expect(payer.getByRole('main').getByRole('link', { name: 'billing@haleorr.example' })).toBeVisible();
  await inBothSchemes(payer, axe);
});

test.describe('while somebody else pays', () => {
  // The browser writes the refusal down by itself.
  test.use({ allowedErrors: [/status of 409 .*\/checkout:0\)/] });

  test('the second one is told, and sees when nothing is left', async ({ payer, world, axe, picture }) => {
    const invoice = await makePublicInvoice(world);
    const link = await askFor(world, invoice, 32_663);
    const elsewhere = await world.checkout(link);
    const page = new InvoicePage(payer);
    await page.open(invoice);
    await page.payButton.click();
    await expect(page.refusal).toContainText(`Someone is paying invoice ${invoice.number} right now`);
    await inBothSchemes(payer, axe);
    await picture(payer, 'invoice-refused');
    await world.pay(elsewhere);
    await world.becomes(link, 'paid');
    await page.open(invoice);
    await expect(page.sheet).toContainText('Paid in full');
  });
});

test('a link whose invoice was paid another way says so', async ({ payer, world, axe }) => {
  const invoice = await makePublicInvoice(world);
  const link = await askFor(world, invoice, 32_663);
  const page = new InvoicePage(payer);
  await page.open(invoice);
  await (await page.begin()).payByCard('4242424242424242');
  await expect(page.heading).toHaveText('Thank you. Your payment has arrived.');
  await world.becomes(link, 'cancelled');
  await payer.goto(link.url);
  await expect(page.heading).toHaveText('Nothing is left to pay');
  await inBothSchemes(payer, axe);
});

test.describe('an address that leads nowhere', () => {
  test.use({ allowedErrors: [/status of 404 .*\/i\//] });

  test('says the same whatever it was', async ({ payer, world }) => {
    const link = await world.link();
    const token = link.url.split('/').pop();
    const texts = new Set<string>();
    for (const path of ['/i/zzzzzzzzzzzzzzzzzzzzzzzzzzz', '/i/x', `/i/${token}`]) {
      const answer = await payer.goto(path);
      expect(answer?.status()).toBe(404);
      texts.add(await payer.getByRole('main').innerText());
    }
    expect([...texts][0]).toContain('We can’t find this page');
    expect(texts.size).toBe(1);
  });
});
