import { expect, test } from '../fixtures.ts';
import { NewLinkForm } from '../pages/new-link-form.ts';
import { PayerPage } from '../pages/payer-page.ts';

test('a link that stays open is paid part by part', async ({ staff, payer, world, picture }) => {
  const client = world.someone();
  const form = new NewLinkForm(staff);
  await form.open();
  await form.amount.fill('620');
  await form.name.fill(client.name);
  await form.email.fill(client.email);
  await staff.getByRole('switch', { name: 'The client may pay less' }).check();
  await staff.getByRole('textbox', { name: 'At least' }).fill('100');
  await staff.getByRole('combobox', { name: 'If less is paid' }).selectOption('The link stays open until all is paid');
  await form.submit.click();
  await expect(form.ready).toBeVisible();
  const { data } = await world.get<{ data: { id: string; url: string }[] }>(`/api/v1/links?q=${client.email}`);
  const url = data[0]?.url ?? '';

  const page = new PayerPage(payer);
  await page.open({ url });
  await expect(payer.getByText('The rest can be paid later, with the same link.')).toBeVisible();
  await page.amount.fill('200');
  await (await page.begin()).payByCard('4242424242424242');
  await expect(page.heading).toContainText('Part of the amount is paid.');
  await expect(page.receipt).toContainText('$420.00');
  await page.wayOn('Pay the rest').click();
  await expect(page.heading).toContainText('this is left to pay $420.00');
  await expect(payer.getByText('$200.00 of $620.00')).toBeVisible();
  await picture(payer, 'paid-so-far');

  await staff.goto(`/app/links/${data[0]?.id}`);
  await expect(staff.locator('.detail-status')).toContainText('Partly paid');
  await expect(staff.getByText('$200.00 paid, $420.00 remaining')).toBeVisible();

  await (await page.begin()).payByCard('4242424242424242');
  await expect(page.heading).toContainText('Your payment has arrived.');
  await expect(page.receipt).toContainText('Other payments on this link');
  await expect(staff.getByText('$620.00 paid', { exact: true })).toBeVisible();
});
