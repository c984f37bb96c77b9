import { expect, test } from '../fixtures.ts';
import { Payments, type Money, invoiceNow } from '../pages/payments.ts';
import { makeClient, makeInvoice } from '../pages/records.ts';

test('a cheque is recorded, pays an invoice, and is taken back with a reason', async ({ staff, world, axe, picture }) => {
  const client = await makeClient(world);
  const invoice = await makeInvoice(world, client, 50_000);
  const word = world.word();
  const payments = new Payments(staff);
  await staff.goto('/app/payments');
  await staff.getByRole('button', { name: 'Record a payment' }).click();

  await test.step('what is missing is said at its field', async () => {
    await payments.dialog.getByLabel('Received').fill('2099-01-01');
    await payments.dialog.getByRole('button', { name: 'Record payment' }).click();
    await expect(payments.dialog).toContainText('Enter an amount');
    await expect(payments.dialog).toContainText('Choose a day that has come');
    await axe(staff);
  });

  await payments.dialog.getByRole('textbox', { name: 'Amount', exact: true }).fill('620');
  await payments.dialog.getByLabel('Received').fill('2026-11-20');
  await payments.dialog.getByRole('textbox', { name: 'Cheque number' }).fill('100207');
  await payments.dialog.getByRole('textbox', { name: 'Payer' }).fill(`Marsh ${word}`);
  await payments.choose(client);
  await expect(payments.amount(`Amount for ${invoice.number}`)).toHaveValue('500.00');
  await expect(payments.dialog).toContainText('The rest, $120.00');
  await picture(staff, 'record-payment');
  await payments.dialog.getByRole('button', { name: 'Record payment' }).click();
  await expect(payments.toast).toContainText('The payment is recorded.');
  await expect.poll(async () => (await invoiceNow(world, invoice)).status).toBe('paid');

  const [recorded] = (await world.get<{ data: Money[] }>(`/api/v1/payments?filter[client_id]=${client.id}`)).data;
  await staff.goto(`/app/payments/${recorded?.id}`);
  await expect(payments.pays).toContainText('Credit');
  await expect(staff.locator('.drawer')).toContainText('100207');
  await expect(payments.button('Refund')).toHaveCount(0);
  await payments.button('Take it back').click();
  await payments.dialog.getByRole('button', { name: 'Take it back' }).click();
  await expect(payments.dialog.getByRole('textbox', { name: 'Why' })).toHaveAttribute('aria-invalid', 'true');
  await payments.dialog.getByRole('textbox', { name: 'Why' }).fill('The cheque bounced');
  await picture(staff, 'take-back');
  await payments.dialog.getByRole('button', { name: 'Take it back' }).click();
  await expect(payments.badge).toHaveText('Taken back');
  await expect(staff.locator('.drawer')).toContainText('The cheque bounced');
  await axe(staff);
  expect((await invoiceNow(world, invoice)).open).toBe(50_000);
});
