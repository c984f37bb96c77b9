import { expect, test } from '../fixtures.ts';
import { DataTable } from '../pages/data-table.ts';
import { type Client, makeClient, makeInvoice, makeMatter, RecordPage } from '../pages/records.ts';
import { inBothSchemes } from '../pages/schemes.ts';

test('a client is entered with contacts, found in the list, and changed', async ({ staff, world, axe, isMobile }) => {
  const who = world.someone('Marsh Holdings');
  const number = `C-${world.word()}`;
  const record = new RecordPage(staff);

  await test.step('what is wrong is said at its field, and nothing typed is lost', async () => {
    await staff.goto('/app/clients/new');
    const form = staff.getByRole('form', { name: 'Client' });
    await form.getByRole('radio', { name: 'Organisation' }).check();
    await form.getByLabel('Number').fill(number);
    await form.getByRole('button', { name: 'Add a contact' }).click();
    const contact = form.getByRole('group', { name: 'Contact 1' });
    await contact.getByLabel('Email address').fill('paula@example');
    await form.getByRole('button', { name: 'Add the client' }).click();
    await expect(form.getByLabel('Name').first()).toHaveAttribute('aria-invalid', 'true');
    await expect(contact.getByLabel('Name')).toHaveAttribute('aria-invalid', 'true');
    await expect(contact).toContainText('Enter an email address such as name@example.com');
    await inBothSchemes(staff, axe);
    await form.getByLabel('Name').first().fill(who.name);
    await form.getByLabel('Email address').first().fill(who.email);
    await contact.getByLabel('Name').fill('Paula Payable');
    const named = form.getByRole('group', { name: 'Paula Payable' });
    await named.getByLabel('Email address').fill(`paula-${who.email}`);
    await named.getByRole('radio', { name: 'Is asked for money' }).check();
    await expect(form.getByLabel('Number')).toHaveValue(number);
    await form.getByRole('button', { name: 'Add the client' }).click();
  });

  await test.step('its page knows all of it', async () => {
    await expect(record.heading).toHaveText(who.name);
    await expect(record.about).toContainText(number);
    const about = staff.getByRole('complementary', { name: 'About the client' });
    await expect(about).toContainText('Asked for moneyPaula Payable');
    await expect(record.balance('Owes')).toContainText('$0.00');
    await expect(record.history).toContainText('Client added');
  });
  const address = staff.url();

  await test.step('the list finds it, and leads to it', async () => {
    await staff.goto(`/app/clients?q=${number}`);
    const table = new DataTable(staff, 'Clients');
    await expect(table.row(who.name)).toContainText(who.email);
    await staff.getByRole('link', { name: who.name, exact: true }).click();
    await expect(record.heading).toHaveText(who.name);
    expect(staff.url().split('?')[0]).toBe(address.split('?')[0]);
  });

  await test.step('a contact is taken out, by mistake, and is back', async () => {
    await record.heading.page().getByRole('link', { name: 'Edit' }).click();
    const form = staff.getByRole('form', { name: 'Client' });
    await expect(form.getByLabel('Name').first()).toHaveValue(who.name);
    await form.getByRole('button', { name: 'Remove Paula Payable' }).click();
    await staff.getByRole('button', { name: 'Undo' }).click();
    const contact = form.getByRole('group', { name: 'Paula Payable' });
    await expect(contact.getByRole('radio', { name: 'Is asked for money' })).toBeChecked();
    await contact.getByLabel('Role').fill('Accounts payable');
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(staff.getByRole('complementary', { name: 'About the client' })).toContainText('Accounts payable');
    await expect(record.history).toContainText('Client changed');
  });
  expect(isMobile ? await staff.evaluate(() => document.documentElement.scrollWidth) : 390).toBe(390);
});

test('a client’s page shows what belongs to it, and follows what changes', async ({ staff, world, axe, picture }) => {
  const client = await makeClient(world);
  const matter = await makeMatter(world, client, { name: 'Sale of the mill' });
  const invoice = await makeInvoice(world, client, 125_000, { matter_id: matter.id, issued_on: '2020-01-01', due_on: '2020-01-31' });
  const record = new RecordPage(staff);
  await staff.goto(`/app/clients/${client.id}`);
  await expect(record.balance('Owes')).toContainText('$1,250.00');
  const open = record.list('Open invoices').getByRole('link', { name: new RegExp(invoice.number) });
  await expect(open).toContainText('Overdue');
  await expect(record.list('Matters')).toContainText('Sale of the mill');
  await expect(record.list('Payments')).toContainText('Nothing has come in.');
  await inBothSchemes(staff, axe);
  await picture(staff, 'client');

  await makeInvoice(world, client, 5_000);
  await expect(record.balance('Owes')).toContainText('$1,300.00');
  await record.list('Open invoices').getByRole('link', { name: 'See all' }).click();
  await expect(staff.getByRole('group', { name: 'Filters' })).toContainText(client.name);
  await staff.goBack();
  await open.click();
  await expect(record.heading).toHaveText(`Invoice ${invoice.number}`);
});

test('a client is archived, is back by undo, and stays archived', async ({ staff, world }) => {
  const client = await makeClient(world);
  const record = new RecordPage(staff);
  const status = async () => (await world.get<Client>(`/api/v1/clients/${client.id}`)).status;
  await staff.goto(`/app/clients/${client.id}`);
  await staff.getByRole('button', { name: 'Archive' }).click();
  await expect(record.about).toContainText('Archived');
  await staff.getByRole('button', { name: 'Undo' }).click();
  await expect(record.about).not.toContainText('Archived');
  expect(await status()).toBe('active');
  await staff.getByRole('button', { name: 'Archive' }).click();
  await expect(staff.getByRole('button', { name: 'Restore' })).toBeVisible();
  expect(await status()).toBe('archived');
  await staff.goto(`/app/clients?status=archived&q=${client.name.split(' ').pop()}`);
  await expect(new DataTable(staff, 'Clients').row(client.name)).toBeVisible();
});

test('a duplicate becomes part of the client it is', async ({ staff, world, axe }) => {
  const client = await makeClient(world);
  const duplicate = await makeClient(world);
  const invoice = await makeInvoice(world, duplicate, 70_000);
  const record = new RecordPage(staff);
  await staff.goto(`/app/clients/${client.id}`);
  await staff.getByRole('button', { name: 'Merge duplicate' }).click();
  const dialog = staff.getByRole('dialog', { name: /^Merge a duplicate/ });
  await dialog.getByRole('button', { name: 'Merge' }).click();
  await expect(dialog).toContainText('Choose the entry that is the same client');
  await dialog.getByRole('combobox', { name: 'The duplicate' }).fill(duplicate.name);
  await dialog.getByRole('option', { name: new RegExp(duplicate.name) }).click();
  await expect(dialog).toContainText(`${duplicate.name} leaves the list`);
  await inBothSchemes(staff, axe);
  await dialog.getByRole('button', { name: 'Merge' }).click();
  await expect(dialog).toBeHidden();
  await expect(record.list('Open invoices')).toContainText(invoice.number);
  await expect(record.balance('Owes')).toContainText('$700.00');
  expect((await world.get<Client>(`/api/v1/clients/${duplicate.id}`)).merged_into).toBe(client.id);

  await staff.goto(`/app/clients/${duplicate.id}`);
  await staff.getByRole('main').getByRole('link', { name: 'another client’s' }).click();
  await expect(record.heading).toHaveText(client.name);
});

for (const [path, table] of [
  ['clients', 'Clients'],
  ['matters', 'Matters'],
  ['invoices', 'Invoices'],
] as const) {
  test(`no barrier in the list of ${path}`, async ({ staff, world, axe, picture }) => {
    const client = await makeClient(world);
    const matter = await makeMatter(world, client);
    await makeInvoice(world, client, 12_000, { matter_id: matter.id });
    await staff.goto(`/app/${path}`);
    await expect(new DataTable(staff, table).rows.first()).toBeVisible();
    await inBothSchemes(staff, axe);
    await picture(staff, path);
  });
}

test('one search finds clients, matters, invoices and links', async ({ staff, world, axe, isMobile, picture }) => {
  const client = await makeClient(world);
  const word = client.name.split(' ').pop() ?? '';
  const invoice = await makeInvoice(world, client, 9_900);
  await staff.goto('/app/accounts');
  await expect(staff.getByRole('heading', { name: 'Accounts' })).toBeVisible();
  if (isMobile) {
    await staff.getByRole('button', { name: 'Search everything' }).click();
  } else {
    await staff.keyboard.press('/');
  }
  const dialog = staff.getByRole('dialog', { name: 'Search' });
  const box = dialog.getByRole('combobox');
  await expect(box).toBeFocused();
  await box.fill(word);
  await expect(dialog.getByRole('group', { name: 'Clients' })).toContainText(client.name);
  await expect(dialog.getByRole('group', { name: 'Invoices' })).toContainText(invoice.number);
  await inBothSchemes(staff, axe);
  await picture(staff, 'search');
  await box.press('ArrowDown');
  await expect(dialog.getByRole('option', { name: new RegExp(invoice.number) })).toHaveAttribute('aria-selected', 'true');
  await box.press('Enter');
  await expect(new RecordPage(staff).heading).toHaveText(`Invoice ${invoice.number}`);
});

test('what cannot be found is said', async ({ staff, world }) => {
  await staff.goto('/app/accounts');
  await staff.getByRole('button', { name: 'Search everything' }).click();
  const dialog = staff.getByRole('dialog', { name: 'Search' });
  await dialog.getByRole('combobox').fill(`nobody${world.word()}`);
  await expect(dialog.getByRole('status')).toHaveText('Nothing begins like that. Try fewer letters.');
  await staff.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await staff.goto('/app/clients/cli_nothing');
  await expect(staff.getByText('There is no such client')).toBeVisible();
});

test('@desktop the slash stays with the table’s own search', async ({ staff }) => {
  await staff.goto('/app/clients');
  await expect(staff.getByRole('heading', { name: 'Clients' })).toBeVisible();
  await staff.keyboard.press('/');
  await expect(staff.getByRole('searchbox', { name: 'Search name, number, email' })).toBeFocused();
  await staff.keyboard.press('Control+k');
  await expect(staff.getByRole('dialog', { name: 'Search' })).toBeVisible();
});

test('@phone places that the bar has no room for are behind *More*', async ({ staff, axe, picture }) => {
  await staff.goto('/app/clients');
  const navigation = staff.getByRole('navigation', { name: 'Main' });
  await expect(navigation.getByRole('link', { name: 'Matters' })).toHaveCount(0);
  await navigation.getByRole('button', { name: 'More' }).click();
  await inBothSchemes(staff, axe);
  await picture(staff, 'more');
  await staff.getByRole('group', { name: 'More pages' }).getByRole('link', { name: 'Matters' }).click();
  await expect(staff.getByRole('heading', { name: 'Matters' })).toBeVisible();
  await expect(staff.getByRole('group', { name: 'More pages' })).toBeHidden();
});
