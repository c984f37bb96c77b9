import { expect, test } from '../fixtures.ts';
import { NewLinkForm } from '../pages/new-link-form.ts';
import { PayerPage } from '../pages/payer-page.ts';
import { SentPages } from '../pages/sent-pages.ts';

test('a quick link is sent, opened and paid, and both sides see it', async ({
  page,
  payer,
  world,
  signIn,
  isMobile,
}) => {
  test.slow();
  const client = world.someone();
  const sent = new SentPages(page);
  const form = new NewLinkForm(page);

  await test.step('a member of staff makes and sends it', async () => {
    await signIn(page);
    await expect(page.getByRole('heading', { name: 'Sent pages' })).toBeVisible();
    if (isMobile) {
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'New link' }).click();
    } else {
      await page.keyboard.press('n');
    }
    await form.amount.fill('$1 250');
    await form.name.fill(client.name);
    await form.email.fill(client.email);
    await form.description.fill('Estate of L. Mendes');
    await expect(page.getByText('That is $1,250.00')).toBeVisible();
    // A phone has no room for the preview.
    if (!isMobile) {
      await expect(form.preview).toContainText('Pay $1,250.00');
      await expect(form.preview).toContainText('Carla, you are asked to pay');
    }
    await form.submit.click();
  });

  await test.step('it is there to copy, to show and to scan', async () => {
    await expect(form.ready).toBeVisible();
    await expect(form.address).toHaveValue(/\/l\/[\w-]+$/);
    await expect(form.qrCode).toBeVisible();
    await expect.poll(() => form.qrCode.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    await expect(page.getByRole('link', { name: 'Download QR code' })).toBeVisible();
  });
  const url = await form.address.inputValue();

  await test.step('it is in the list', async () => {
    await page.getByRole('link', { name: 'Sent pages' }).click();
    await expect(sent.row(client.email)).toContainText('$1,250.00');
    await expect(sent.row(client.email)).toContainText('Outstanding');
  });
  const loaded = await page.evaluate(() => performance.timeOrigin);

  const payerPage = new PayerPage(payer);
  await test.step('the mail leads the client to the page', async () => {
    const mail = await world.mail(client.email, 'asks for $1,250.00');
    expect(mail.text).toContain(url);
    await payerPage.open({ url });
    await expect(payerPage.heading).toHaveText('Carla, you are asked to pay $1,250.00');
    await expect(payer.getByRole('main')).toContainText('Estate of L. Mendes');
  });

  await test.step('the client pays by card', async () => {
    const hosted = await payerPage.begin();
    await hosted.payByCard('4242424242424242', client.name);
    await expect(payerPage.heading).toHaveText('Thank you, Carla. Your payment has arrived.');
    await expect(payerPage.receipt).toContainText('$1,250.00');
    await expect(payerPage.receipt).toContainText('Visa •••• 4242');
    await expect(payerPage.receipt).toContainText('Authorisation');
  });

  await test.step('the open list knows it without a reload', async () => {
    await expect(sent.row(client.email)).toContainText('Payment received');
    expect(await page.evaluate(() => performance.timeOrigin)).toBe(loaded);
  });

  await test.step('the receipt comes by mail, and staff are told', async () => {
    await world.mail(world.demo.email, `${client.name} paid $1,250.00`);
    const receipt = await world.mail(client.email, 'Receipt: $1,250.00');
    expect(receipt.text).toContain('Estate of L. Mendes');
    expect(receipt.text).toContain('Remaining balance: $0.00');
  });

  await test.step('the history tells all of it', async () => {
    const drawer = await sent.details(client.name);
    await expect(drawer).toContainText('$1,250.00 paid');
    const events = [
      'Receipt sent',
      'Payment received',
      'Checkout started',
      'Opened by the client',
      'Email sent',
      'Link created',
    ];
    for (const event of events) {
      await expect(sent.history.getByRole('listitem').filter({ hasText: event })).not.toHaveCount(0);
    }
    await expect(sent.history.getByRole('listitem').last()).toContainText('Link created');
  });
});
