import { expect, test } from '../fixtures.ts';
import { Payments, type Money, invoiceNow, paidBy } from '../pages/payments.ts';
import { makeClient, makeInvoice } from '../pages/records.ts';
import type { World } from '../world.ts';

interface Refunds {
  data: { id: string; status: string; amount: number; gateway_id: string | null }[];
}

const refunds = async (world: World, payment: Money) =>
  (await world.get<Refunds>(`/api/v1/payments/${payment.id}/refunds`)).data;

async function linked(world: World) {
  const { name, email } = world.someone();
  const client = await makeClient(world, { kind: 'person', name, email });
  const invoice = await makeInvoice(world, client, 62_000);
  const payment = await paidBy(world, name, email);
  await world.post(`/api/v1/payments/${payment.id}/allocations`, { client_id: client.id });
  return { client, invoice, payment };
}

test('a payment is refunded once, however often one clicks, and its invoice is owed again', async ({
  staff,
  world,
  axe,
  picture,
}) => {
  const { invoice, payment } = await linked(world);
  const payments = new Payments(staff);
  await payments.open(payment);
  await expect(payments.pays).toContainText(invoice.number);
  await payments.button('Refund').click();
  await expect(payments.dialog).toContainText(`$620.00 of ${invoice.number} is owed again`);
  await axe(staff);
  await picture(staff, 'refund');
  await payments.dialog.getByRole('button', { name: 'Refund $620.00' }).dblclick();
  await expect(payments.badge).toHaveText('Refunded');
  await expect(staff.getByRole('region', { name: 'Refunds' })).toContainText('Asked for by the client');
  await expect(payments.button('Refund')).toHaveCount(0);
  await expect.poll(async () => (await refunds(world, payment)).map((refund) => refund.amount)).toEqual([62_000]);
  expect(await invoiceNow(world, invoice)).toMatchObject({ status: 'refunded', open: 62_000 });
  await axe(staff);
  await picture(staff, 'refunded');
});

test('a part is refunded, from the part of it that one chooses', async ({ staff, world, picture }) => {
  const { client, invoice, payment } = await linked(world);
  const payments = new Payments(staff);
  const other = await makeInvoice(world, client, 20_000);
  await world.post(`/api/v1/payments/${payment.id}/unlinking`);
  const part = (of: { id: string }, amount: number) => ({ invoice_id: of.id, amount });
  await world.post(`/api/v1/payments/${payment.id}/allocations`, {
    client_id: client.id,
    parts: [part(invoice, 42_000), part(other, 20_000)],
  });
  await payments.open(payment);
  await payments.button('Refund').click();
  await payments.dialog.getByRole('radio', { name: 'A part of it' }).check({ force: true });
  await payments.dialog.getByRole('textbox', { name: 'Amount', exact: true }).fill('700');
  await payments.dialog.getByRole('button', { name: 'Refund', exact: true }).click();
  await expect(payments.dialog).toContainText('At most $620.00 can be given back');
  await payments.dialog.getByRole('textbox', { name: 'Amount', exact: true }).fill('250');
  await expect(payments.amount(`Taken from ${other.number}`)).toHaveValue('200.00');
  await expect(payments.amount(`Taken from ${invoice.number}`)).toHaveValue('50.00');
  await payments.amount(`Taken from ${other.number}`).fill('0');
  await expect(payments.dialog).toContainText('$200.00 more has to be taken from somewhere');
  await payments.amount(`Taken from ${invoice.number}`).fill('250');
  await expect(payments.dialog).toContainText(`$250.00 of ${invoice.number} is owed again`);
  await payments.dialog.getByRole('combobox', { name: 'Reason' }).selectOption('Another reason');
  await payments.dialog.getByRole('textbox', { name: 'Note' }).fill('Agreed on the phone');
  await picture(staff, 'refund-part');
  await payments.dialog.getByRole('button', { name: 'Refund $250.00' }).click();
  await expect(payments.badge).toHaveText('Partly refunded');
  await expect(staff.getByRole('region', { name: 'Refunds' })).toContainText('Agreed on the phone');
  expect((await invoiceNow(world, invoice)).open).toBe(45_000);
  expect((await invoiceNow(world, other)).open).toBe(0);
});

test('a refund that fails says so, and the money pays its invoice again', async ({ staff, world }) => {
  const { invoice, payment } = await linked(world);
  const payments = new Payments(staff);
  await payments.open(payment);
  await payments.button('Refund').click();
  await payments.dialog.getByRole('button', { name: 'Refund $620.00' }).click();
  await expect(payments.badge).toHaveText('Refunded');
  await expect.poll(async () => (await refunds(world, payment))[0]?.gateway_id).toBeTruthy();
  const [refund] = await refunds(world, payment);
  await world.failRefund(refund?.gateway_id ?? '');
  await expect(staff.getByRole('region', { name: 'Refunds' })).toContainText('Failed');
  await expect(payments.badge).toHaveText('Completed');
  await expect.poll(async () => (await invoiceNow(world, invoice)).status).toBe('paid');
});

test('a dispute says until when the firm can answer, and where', async ({ staff, world, axe, picture }) => {
  const { name, email } = world.someone();
  const payment = await paidBy(world, name, email, '4000000000000259');
  const payments = new Payments(staff);
  await payments.open(payment);
  const dispute = staff.getByRole('region', { name: 'Disputes' });
  await expect(dispute).toContainText('Fraudulent');
  await expect(dispute).toContainText('Answer until');
  await expect(dispute.getByRole('link', { name: /Answer at the gateway/ })).toHaveAttribute('href', /disputes/);
  await expect(payments.badge).toHaveText('Disputed');
  await axe(staff);
  await picture(staff, 'dispute');

  await staff.goto('/app/disputes');
  const row = staff.getByRole('row').filter({ hasText: payment.payer_name ?? '?' });
  await expect(row).toContainText('Disputed');
  await axe(staff);
  await picture(staff, 'disputes');
  await row.getByRole('link', { name: payment.payer_name ?? '?' }).click();
  await expect(staff).toHaveURL(new RegExp(payment.id));
});

test('who may not move money is offered no refund', async ({ page, context, world }) => {
  const { payment, invoice } = await linked(world);
  await context.addCookies([await world.colleague('Bo Biller')]);
  const payments = new Payments(page);
  await payments.open(payment);
  await expect(payments.pays).toContainText(invoice.number);
  await expect(payments.button('Unlink')).toBeVisible();
  await expect(payments.button('Refund')).toHaveCount(0);
});
