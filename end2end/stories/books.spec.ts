import { expect, test } from '../fixtures.ts';
import { cheque } from '../pages/payments.ts';
import { makeClient, makeInvoice } from '../pages/records.ts';

test('the books show accounts, their entries, and the way to what caused them', async ({ staff, world, axe, picture }) => {
  const client = await makeClient(world);
  const invoice = await makeInvoice(world, client, 50_000);
  const payment = await cheque(world, { allocation: { client_id: client.id } });
  await staff.goto('/app/books');
  const account = staff.getByRole('row').filter({ hasText: client.name });
  await expect(account.first()).toBeVisible();
  await axe(staff);
  await picture(staff, 'books');

  const credit = account.filter({ hasText: '$120.00' });
  await credit.getByRole('link', { name: client.name }).click();
  await expect(staff.getByRole('heading', { name: client.name })).toBeVisible();
  const entries = staff.getByRole('table', { name: 'Entries' });
  await expect(entries).toContainText('+$120.00');
  await axe(staff);
  await picture(staff, 'book');
  await entries.getByRole('link', { name: 'Payment' }).first().click();
  await expect(staff).toHaveURL(new RegExp(payment.id));
  expect(invoice.number).toBeTruthy();
});

test('a client’s statement adds up, and prints alone', async ({ staff, world, axe, picture }) => {
  const client = await makeClient(world);
  await makeInvoice(world, client, 50_000);
  await cheque(world, { amount: 20_000, allocation: { client_id: client.id } });
  await staff.goto(`/app/clients/${client.id}/statement`);
  const sheet = staff.getByRole('article');
  await expect(sheet).toContainText(`Statement for ${client.name}`);
  const rows = sheet.getByRole('row');
  await expect(rows.filter({ hasText: 'Opening balance' }).first()).toContainText('$0.00');
  await expect(rows.filter({ hasText: 'Invoice' }).first()).toContainText('+$500.00');
  await expect(rows.filter({ hasText: 'Closing balance' }).first()).toContainText('$300.00');
  await axe(staff);
  await picture(staff, 'statement');

  await staff.emulateMedia({ media: 'print' });
  await expect(sheet).toBeVisible();
  await expect(staff.getByRole('navigation', { name: 'Main' })).toBeHidden();
  await expect(staff.getByRole('button', { name: 'Print' })).toBeHidden();
  await picture(staff, 'statement-print');
  await staff.emulateMedia({ media: 'screen' });

  await staff.getByLabel('To', { exact: true }).fill('2020-12-31');
  await expect(staff.getByText('The first day comes after the last')).toBeVisible();
  await staff.getByLabel('From', { exact: true }).fill('2020-01-01');
  await expect(staff).toHaveURL(/from=2020-01-01/);
  await expect(sheet).toContainText('Nothing was owed, paid or held in these days.');
});

test('before the first payout, the page says what will come', async ({ staff, axe }) => {
  await staff.goto('/app/payouts');
  await expect(staff.getByRole('heading', { name: 'Payouts' })).toBeVisible();
  await expect(staff.getByText('No payouts yet')).toBeVisible();
  await axe(staff);
  await staff.goto('/app/payouts/pot_0193');
  await expect(staff.getByText('There is no such payout')).toBeVisible();
});
