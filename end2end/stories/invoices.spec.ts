import { expect, test } from '../fixtures.ts';
import { NewLinkForm } from '../pages/new-link-form.ts';
import { type Client, type Invoice, makeClient, makeInvoice, RecordPage } from '../pages/records.ts';
import { inBothSchemes } from '../pages/schemes.ts';
import type { Link } from '../world.ts';

test('an invoice with several lines is summed as one types, and issued', async ({ staff, world, axe, picture }) => {
  const client = await makeClient(world);
  const number = `INV-${world.word()}`;
  const record = new RecordPage(staff);
  await staff.goto(`/app/clients/${client.id}`);
  await staff.getByRole('link', { name: 'New invoice' }).click();
  const form = staff.getByRole('form', { name: 'Invoice' });
  await expect(form).toContainText(client.name);
  const line = (at: number) => form.getByRole('group', { name: `Line ${at}`, exact: true });
  const sums = form.locator('.invoice-sums');

  await line(1).getByLabel('Description').fill('Advice on the lease');
  await line(1).getByLabel('Quantity').fill('1.5');
  await line(1).getByLabel('Price').fill('333.33');
  await line(1).getByLabel('Tax %').fill('8.875');
  await expect(line(1)).toContainText('$500.00');
  await expect(sums).toContainText('Tax$44.38');
  await expect(sums).toContainText('Total$544.38');

  await form.getByRole('button', { name: 'Add a line' }).click();
  await expect(line(2).getByLabel('Tax %')).toHaveValue('8.875');
  await line(2).getByLabel('Price').fill('-50');
  await line(2).getByLabel('Tax %').fill('0');
  await expect(sums).toContainText('Total$494.38');
  await form.getByRole('button', { name: 'Issue the invoice' }).click();
  await expect(line(2).getByLabel('Description')).toHaveAttribute('aria-invalid', 'true');
  await inBothSchemes(staff, axe);
  await picture(staff, 'invoice-form');
  await line(2).getByLabel('Description').fill('Courtesy');
  await form.getByRole('button', { name: 'Add a line' }).click();
  await form.getByRole('button', { name: 'Remove line 3' }).click();
  await form.getByLabel('Number').fill(number);
  await form.getByRole('button', { name: 'Issue the invoice' }).click();

  await expect(record.heading).toHaveText(`Invoice ${number}`);
  await expect(record.about).toContainText('Unpaid');
  const lines = staff.getByRole('table', { name: 'Lines of the invoice' });
  await expect(lines.getByRole('row').filter({ hasText: 'Advice on the lease' })).toContainText('8.875 %');
  await expect(record.balance('Open')).toContainText('$494.38');
  await inBothSchemes(staff, axe);
  await picture(staff, 'invoice');
});

test('an invoice is corrected, and withdrawn after a question', async ({ staff, world }) => {
  const client = await makeClient(world);
  const invoice = await makeInvoice(world, client, 40_000);
  const record = new RecordPage(staff);
  await staff.goto(`/app/invoices/${invoice.id}`);
  await staff.getByRole('link', { name: 'Edit' }).click();
  const form = staff.getByRole('form', { name: 'Invoice' });
  await form.getByRole('group', { name: 'Line 1' }).getByLabel('Price').fill('450');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(record.balance('Total')).toContainText('$450.00');

  await staff.getByRole('button', { name: 'Void' }).click();
  const dialog = staff.getByRole('dialog', { name: `Void invoice ${invoice.number}?` });
  await dialog.getByRole('button', { name: 'Keep it' }).click();
  await expect(record.about).toContainText('Unpaid');
  await staff.getByRole('button', { name: 'Void' }).click();
  await dialog.getByRole('button', { name: 'Void the invoice' }).click();
  await expect(record.about).toContainText('Void');
  await expect(record.ask).toHaveCount(0);
  expect((await world.get<Invoice>(`/api/v1/invoices/${invoice.id}`)).status).toBe('void');
});

test('tabs show what is unpaid and what is overdue', async ({ staff, world }) => {
  const client = await makeClient(world);
  const late = await makeInvoice(world, client, 10_000, { issued_on: '2020-01-01', due_on: '2020-01-31' });
  const early = await makeInvoice(world, client, 20_000, { due_on: '2099-01-31' });
  const word = client.name.split(' ').pop() ?? '';
  await staff.goto(`/app/invoices?q=${word}`);
  const rows = staff.getByRole('table', { name: 'Invoices' }).getByRole('row');
  await expect(rows.filter({ hasText: early.number })).toBeVisible();
  await staff.getByRole('navigation', { name: 'Status' }).getByRole('link', { name: /^Overdue/ }).click();
  await expect(rows.filter({ hasText: early.number })).toHaveCount(0);
  await expect(rows.filter({ hasText: late.number })).toContainText('Overdue');
  await staff.getByRole('navigation', { name: 'Status' }).getByRole('link', { name: /^Paid/ }).click();
  await expect(staff.getByText('Nothing found')).toBeVisible();
});

test('one asks from the client, and what is paid closes the invoice', async ({ staff, world, axe, picture }) => {
  test.slow();
  const paula = `paula-${world.word()}@example.org`;
  const client = await makeClient(world, { contacts: [{ name: 'Paula Payable', email: paula, pays: true }] });
  const first = await makeInvoice(world, client, 50_000, { issued_on: '2020-01-01', due_on: '2020-01-31' });
  const second = await makeInvoice(world, client, 30_000);
  const record = new RecordPage(staff);
  const form = new NewLinkForm(staff);

  await staff.goto(`/app/clients/${client.id}`);
  await record.ask.click();
  await expect(form.name).toHaveValue('Paula Payable');
  await expect(form.email).toHaveValue(paula);
  const item = (invoice: Invoice) => staff.getByRole('listitem').filter({ hasText: invoice.number });
  const asked = staff.locator('.ask-sum');

  await test.step('amounts that cannot be are refused at their field', async () => {
    await form.submit.click();
    await expect(staff.getByText('Tick at least one invoice')).toBeVisible();
    await staff.getByRole('button', { name: 'Whole balance' }).click();
    await expect(asked).toContainText('$800.00');
    await item(second).getByLabel('Amount').fill('300.01');
    await form.submit.click();
    await expect(item(second)).toContainText('At most $300.00 is open');
    await inBothSchemes(staff, axe);
    await picture(staff, 'ask');
    await item(second).getByLabel('Amount').fill('100');
    await expect(asked).toContainText('$600.00');
  });

  await test.step('the link is there to copy and to scan, and in the mail', async () => {
    await form.submit.click();
    await expect(form.ready).toBeVisible();
    await expect(form.address).toHaveValue(/\/l\/[\w-]+$/);
    await expect(form.qrCode).toBeVisible();
    await world.mail(paula, 'asks for $600.00');
  });

  await test.step('paid, one invoice is closed and the other is paid in part', async () => {
    const links = await world.get<{ data: Link[] }>(`/api/v1/links?filter[client_id]=${client.id}`);
    const link = links.data[0];
    if (!link) {
      throw new Error('the link is not the client’s');
    }
    await staff.goto(`/app/clients/${client.id}`);
    await expect(record.list('Payment links')).toContainText('$600.00');
    await world.pay(await world.checkout(link));
    await world.becomes(link, 'paid');
    await expect(record.balance('Owes')).toContainText('$200.00');
    await expect(record.list('Payments')).toContainText('$600.00');
    await expect(record.list('Open invoices')).not.toContainText(first.number);
    await record.list('Open invoices').getByRole('link', { name: new RegExp(second.number) }).click();
    await expect(record.about).toContainText('Partially paid');
    await expect(record.list('Paid by')).toContainText('$100.00');
    const known = await world.get<Client>(`/api/v1/clients/${client.id}`);
    expect(known.balances).toEqual([expect.objectContaining({ currency: 'USD', owed: 20_000, credit: 0 })]);
  });
});

test('one asks for a deposit where nothing is open', async ({ staff, world }) => {
  const client = await makeClient(world);
  const form = new NewLinkForm(staff);
  await staff.goto(`/app/links/ask?client_id=${client.id}`);
  await expect(staff.getByText('No invoice is open.')).toBeVisible();
  await form.amount.fill('250');
  await staff.getByRole('radio', { name: 'Only make the link' }).check();
  await form.submit.click();
  await expect(form.ready).toBeVisible();
  const links = await world.get<{ data: Link[] }>(`/api/v1/links?filter[client_id]=${client.id}`);
  expect(links.data.map((link) => link.amount)).toEqual([25_000]);
});
