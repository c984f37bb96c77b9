import { expect, test } from '../fixtures.ts';
import { makeClient, makeInvoice, makeMatter, RecordPage } from '../pages/records.ts';
import { inBothSchemes } from '../pages/schemes.ts';

test('a matter is opened for a client, closed and open again', async ({ staff, world, axe, picture }) => {
  const client = await makeClient(world, {
    contacts: [{ name: 'Paula Payable', email: `paula-${world.word()}@example.org` }],
  });
  const number = `2026-${world.word()}`;
  const record = new RecordPage(staff);

  await staff.goto(`/app/clients/${client.id}`);
  await staff.getByRole('link', { name: 'New matter' }).click();
  const form = staff.getByRole('form', { name: 'Matter' });
  await expect(form).toContainText(client.name);
  await form.getByLabel('Name').fill('Sale of the mill');
  await form.getByRole('button', { name: 'Add the matter' }).click();
  await expect(form.getByLabel('Number')).toHaveAttribute('aria-invalid', 'true');
  await inBothSchemes(staff, axe);
  await form.getByLabel('Number').fill(number);
  await form.getByLabel('Asked for money').selectOption('Paula Payable');
  await form.getByRole('button', { name: 'Add the matter' }).click();

  await expect(record.heading).toHaveText('Sale of the mill');
  await expect(record.about).toContainText(number);
  await expect(record.about.getByRole('link', { name: client.name })).toBeVisible();
  await expect(staff.getByRole('complementary', { name: 'About the matter' })).toContainText('Paula Payable');
  await expect(record.balance('Owes')).toContainText('$0.00');
  await inBothSchemes(staff, axe);
  await picture(staff, 'matter');

  await staff.getByRole('button', { name: 'Close matter' }).click();
  await expect(record.about).toContainText('Closed');
  await staff.getByRole('button', { name: 'Undo' }).click();
  await expect(record.about).toContainText('Open');
  await expect(record.history).toContainText('Matter changed');
});

test.describe('a number that is taken', () => {
  test.use({ allowedErrors: [/status of 422 .*\/api\/v1\/matters:0\)/] });

  test('is refused at its field, and nothing typed is lost', async ({ staff, world }) => {
    const client = await makeClient(world);
    const matter = await makeMatter(world, client);
    await staff.goto(`/app/matters/new?client_id=${client.id}`);
    const form = staff.getByRole('form', { name: 'Matter' });
    await expect(form).toContainText(client.name);
    await form.getByLabel('Name').fill('Another lease');
    await form.getByLabel('Number').fill(matter.number);
    await form.getByRole('button', { name: 'Add the matter' }).click();
    await expect(form.getByLabel('Number')).toHaveAttribute('aria-invalid', 'true');
    await expect(form.getByLabel('Name')).toHaveValue('Another lease');
  });
});

test('a matter shows what it owes', async ({ staff, world }) => {
  const client = await makeClient(world);
  const matter = await makeMatter(world, client);
  const other = await makeMatter(world, client);
  const invoice = await makeInvoice(world, client, 30_000, { matter_id: matter.id });
  await makeInvoice(world, client, 99_000, { matter_id: other.id });
  const record = new RecordPage(staff);
  await staff.goto(`/app/matters/${matter.id}`);
  await expect(record.balance('Owes')).toContainText('$300.00');
  await expect(record.list('Open invoices').getByRole('listitem')).toHaveCount(1);
  await expect(record.list('Open invoices')).toContainText(invoice.number);
});
