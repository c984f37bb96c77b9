import { expect, test } from '../fixtures.ts';
import { Payments, cheque, invoiceNow, paidBy } from '../pages/payments.ts';
import { makeClient, makeInvoice, makeMatter } from '../pages/records.ts';

test('a payment finds its client and pays the oldest invoices first, and that can be undone', async ({
  staff,
  world,
  axe,
  picture,
}) => {
  const { name, email } = world.someone();
  const client = await makeClient(world, { kind: 'person', name, email });
  const young = await makeInvoice(world, client, 50_000, { due_on: '2030-06-30' });
  const old = await makeInvoice(world, client, 40_000, { due_on: '2030-01-31' });
  const payment = await paidBy(world, name, email);
  const payments = new Payments(staff);

  await staff.goto('/app/payments');
  await payments.tab('Unlinked').click();
  await expect(staff).toHaveURL(/linked=no/);
  await staff.getByRole('link', { name, exact: true }).click();
  await payments.button('Link payment').click();
  const proposal = payments.dialog.getByRole('button', { name });
  await expect(proposal).toContainText('Same email');
  await axe(staff);
  await picture(staff, 'link-payment-proposals');

  await test.step('the oldest is paid first, the last in part', async () => {
    await proposal.click();
    await expect(payments.amount(`Amount for ${old.number}`)).toHaveValue('400.00');
    await expect(payments.amount(`Amount for ${young.number}`)).toHaveValue('220.00');
    await expect(payments.dialog).toContainText('Nothing is left.');
    await axe(staff);
    await picture(staff, 'link-payment');
  });

  await test.step('what is unticked gets nothing, and the rest is credit', async () => {
    await payments.dialog.getByRole('checkbox', { name: old.number }).uncheck();
    await expect(payments.amount(`Amount for ${young.number}`)).toHaveValue('500.00');
    await expect(payments.dialog).toContainText('The rest, $120.00');
    await payments.dialog.getByRole('checkbox', { name: old.number }).check();
    await payments.amount(`Amount for ${old.number}`).fill('400.01');
    await expect(payments.dialog).toContainText('Only $400.00 is open');
    await payments.amount(`Amount for ${old.number}`).fill('400');
    await expect(payments.amount(`Amount for ${young.number}`)).toHaveValue('220.00');
  });

  await payments.dialog.getByRole('button', { name: 'Link payment' }).click();
  await expect(payments.toast).toContainText(`The payment is linked to ${name}.`);
  await expect(payments.pays).toContainText(old.number);
  await expect(payments.pays).toContainText('$220.00');
  expect((await invoiceNow(world, old)).status).toBe('paid');
  expect((await invoiceNow(world, young)).open).toBe(28_000);

  await payments.toast.getByRole('button', { name: 'Undo' }).click();
  await expect(payments.toast).toContainText('The payment is unlinked again.');
  await expect(payments.button('Link payment')).toBeVisible();
  await expect(payments.pays).toHaveCount(0);
  expect((await invoiceNow(world, old)).open).toBe(40_000);
  expect((await world.get<typeof payment>(`/api/v1/payments/${payment.id}`)).client_id).toBeNull();
});

test('one payment is split by hand, and what stays of it is linked later', async ({ staff, world }) => {
  const client = await makeClient(world);
  const invoice = await makeInvoice(world, client, 30_000);
  const payment = await cheque(world);
  const payments = new Payments(staff);
  await payments.open(payment);
  await payments.button('Link payment').click();
  await payments.choose(client);
  await payments.amount(`Amount for ${invoice.number}`).fill('100');
  await payments.dialog.getByRole('radio', { name: 'stays unlinked' }).check({ force: true });
  await payments.dialog.getByRole('button', { name: 'Link payment' }).click();
  await expect(payments.pays).toContainText('Not linked yet');
  await expect(payments.pays).toContainText('$520.00');

  await payments.button('Link the rest').click();
  await expect(payments.dialog).toContainText(client.name);
  await expect(payments.amount(`Amount for ${invoice.number}`)).toHaveValue('200.00');
  await payments.dialog.getByRole('button', { name: 'Link payment' }).click();
  await expect(payments.pays).toContainText('Credit');
  expect((await invoiceNow(world, invoice)).status).toBe('paid');

  await payments.button('Unlink').click();
  await expect(payments.dialog).toContainText(`${invoice.number} is open again`);
  await payments.dialog.getByRole('button', { name: 'Unlink' }).click();
  await expect(payments.toast).toContainText('The payment is unlinked.');
  expect((await invoiceNow(world, invoice)).open).toBe(30_000);
});

test('trust money is held for a matter and pays no invoice by itself', async ({ staff, world, axe, picture }) => {
  const client = await makeClient(world);
  const invoice = await makeInvoice(world, client, 30_000);
  const lease = await makeMatter(world, client);
  const sale = await makeMatter(world, client, { name: 'Sale' });
  const { data: accounts } = await world.get<{ data: { id: string; kind: string }[] }>('/api/v1/accounts');
  const trust = accounts.find((account) => account.kind === 'trust');
  const payment = await cheque(world, { account_id: trust?.id });
  const payments = new Payments(staff);
  await payments.open(payment);
  await payments.button('Link payment').click();
  await payments.choose(client);
  await expect(payments.dialog).toContainText('is a trust account');
  await expect(payments.dialog).not.toContainText(invoice.number);
  await payments.dialog.getByRole('combobox', { name: 'Held for' }).selectOption({ label: `${lease.number} Lease` });
  await payments.dialog.getByRole('button', { name: 'Split over several matters' }).click();
  await payments.amount(`Amount for ${sale.number}`).fill('120');
  await expect(payments.dialog).toContainText(`The rest, $500.00, is held for ${lease.number}`);
  await axe(staff);
  await picture(staff, 'link-payment-trust');
  await payments.dialog.getByRole('button', { name: 'Link payment' }).click();
  await expect(payments.pays).toContainText(sale.number);
  await expect(payments.pays).toContainText('$120.00');
  expect((await invoiceNow(world, invoice)).open).toBe(30_000);
  const held = await world.get<{ balances: { trust: { balance: number }[] }[] }>(`/api/v1/matters/${lease.id}`);
  expect(held.balances[0]?.trust[0]?.balance).toBe(50_000);
});
