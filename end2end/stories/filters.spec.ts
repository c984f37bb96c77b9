import { expect, test } from '../fixtures.ts';
import { inBothSchemes } from '../pages/schemes.ts';
import { SentPages } from '../pages/sent-pages.ts';
import { TableSetup } from '../pages/table-setup.ts';

test('filters are in the address, and back and forward walk through them', async ({ staff, world }) => {
  const word = world.word();
  const named = (name: string, amount: number, due_on: string) =>
    world.link({ amount, due_on, description: word, recipient: world.someone(name) });
  const small = await named('Ann Okafor', 5_000, '2020-01-31');
  const large = await named('Birch Dental', 90_000, '2099-01-31');
  const sent = new SentPages(staff);
  const setup = new TableSetup(staff);
  await sent.open(`?q=${word}`);
  await expect(sent.rows).toHaveCount(2);

  await test.step('an amount, as people type it', async () => {
    const form = await setup.addFilter('Amount');
    await form.getByLabel('At least').fill('1.250');
    await form.getByRole('button', { name: 'Apply' }).click();
    await expect(form).toContainText('Is this 1250 or 1.25? Write it without the separator');
    await expect(form.getByLabel('At least'), 'what was typed stays').toHaveValue('1.250');
    await form.getByLabel('At least').fill('$ 500');
    await form.getByLabel('At most').fill('1,000.00');
    await form.getByLabel('At most').press('Enter');
    await expect(form).toBeHidden();
    await expect(staff).toHaveURL(/[?&]amount=50000\.\.100000/);
    await expect(setup.chip('Amount')).toHaveAccessibleName('Amount $500.00 to $1,000.00');
    await expect(sent.rows).toHaveCount(1);
    await expect(sent.row(large.recipient?.name ?? '')).toBeVisible();
  });

  await test.step('a named range of days', async () => {
    const form = await setup.addFilter('Due');
    await form.getByRole('button', { name: 'Before today' }).click();
    await expect(staff).toHaveURL(/due_on=past/);
    await expect(setup.chip('Due')).toHaveAccessibleName('Due before today');
    await expect(sent.rows).toHaveCount(0);
  });

  await test.step('back, and forward again', async () => {
    await staff.goBack();
    await expect(setup.chip('Due')).toBeHidden();
    await expect(sent.rows).toHaveCount(1);
    await staff.goBack();
    await expect(setup.chip('Amount')).toBeHidden();
    await expect(sent.rows).toHaveCount(2);
    await staff.goForward();
    await expect(setup.chip('Amount')).toBeVisible();
    await expect(sent.rows).toHaveCount(1);
  });

  await test.step('a chip opens what it asks, and takes it away', async () => {
    await setup.chip('Amount').click();
    const form = staff.getByRole('dialog', { name: 'Amount' });
    await expect(form.getByLabel('At least')).toHaveValue('500.00');
    await form.getByLabel('At least').fill('');
    await form.getByLabel('At most').fill('100');
    await form.getByRole('button', { name: 'Apply' }).click();
    await expect(setup.chip('Amount')).toHaveAccessibleName('Amount up to $100.00');
    await expect(sent.row(small.recipient?.name ?? '')).toBeVisible();
    await expect(sent.rows).toHaveCount(1);
    await setup.filters.getByRole('button', { name: 'Remove the filter: Amount' }).click();
    await expect(sent.rows).toHaveCount(2);
    await expect(setup.filters.getByRole('button', { name: 'Filter', exact: true })).toBeFocused();
  });
});

test('each kind of column has its own question', async ({ staff, world }) => {
  const word = world.word();
  const link = await world.link({ description: `Custody ${word}`, recipient: world.someone('Zoe Quist') });
  const cancelled = await world.link({ description: `Custody ${word}` });
  await world.cancel(cancelled);
  const sent = new SentPages(staff);
  const setup = new TableSetup(staff);
  await sent.open();

  const text = await setup.addFilter('For');
  await text.getByRole('button', { name: 'Apply' }).click();
  await expect(text).toContainText('look for 1 to 100 letters');
  await text.getByLabel('Contains').fill(`custody ${word}`);
  await text.getByLabel('Contains').press('Enter');
  await expect(sent.rows).toHaveCount(2);

  const status = await setup.addFilter('Status');
  await status.getByRole('button', { name: 'Apply' }).click();
  await expect(status).toContainText('Tick at least one');
  await status.getByLabel('Outstanding').check();
  await status.getByLabel('Processing').check();
  await status.getByRole('button', { name: 'Apply' }).click();
  await expect(setup.chip('Status')).toHaveAccessibleName('Status is Outstanding or Processing');
  await expect(sent.rows).toHaveCount(1);
  await expect(sent.row(link.recipient?.name ?? '')).toBeVisible();

  const account = await setup.addFilter('Account');
  await account.getByLabel('Operating account').check();
  await account.getByRole('button', { name: 'Apply' }).click();
  await expect(setup.chip('Account')).toHaveAccessibleName('Account is Operating account');
  await expect(sent.rows).toHaveCount(1);

  const opened = await setup.addFilter('Times opened');
  await opened.getByLabel('At least').fill('some');
  await opened.getByRole('button', { name: 'Apply' }).click();
  await expect(opened).toContainText('Enter a whole number, such as 3');
  await opened.getByLabel('At least').fill('1');
  await opened.getByRole('button', { name: 'Apply' }).click();
  await expect(sent.rows).toHaveCount(0);

  const made = await setup.addFilter('Made');
  await made.getByLabel('From', { exact: true }).fill('2099-01-01');
  await made.getByLabel('To', { exact: true }).fill('2098-01-01');
  await made.getByRole('button', { name: 'Apply' }).click();
  await expect(made).toContainText('Enter the first day or a later one');
  await made.getByRole('button', { name: 'Today', exact: true }).click();
  await expect(setup.chip('Made')).toHaveAccessibleName('Made today');

  await setup.filters.getByRole('button', { name: 'Clear all' }).click();
  await expect(staff).toHaveURL(/\/app\/links$/);
});

test('@desktop filters are added and taken away by keyboard alone', async ({ staff, world }) => {
  await world.link();
  const setup = new TableSetup(staff);
  await new SentPages(staff).open();
  await setup.filters.getByRole('button', { name: 'Filter', exact: true }).focus();
  await staff.keyboard.press('Enter');
  const search = staff.getByRole('combobox', { name: 'Search columns' });
  await expect(search).toBeFocused();
  await staff.keyboard.type('deliv');
  await staff.keyboard.press('Enter');
  const form = staff.getByRole('dialog', { name: 'Delivery' });
  await expect(form.getByLabel('Not sent')).toBeFocused();
  await staff.keyboard.press('ArrowDown');
  await staff.keyboard.press('ArrowDown');
  await expect(form.getByLabel('Sent', { exact: true })).toBeFocused();
  await staff.keyboard.press('Space');
  await staff.keyboard.press('Enter');
  await expect(setup.chip('Delivery')).toHaveAccessibleName('Delivery is Sent');
  await expect(setup.filters.getByRole('status')).toContainText('Filtered: Delivery is Sent.');
  await setup.chip('Delivery').focus();
  await staff.keyboard.press('Enter');
  await expect(staff.getByRole('dialog', { name: 'Delivery' })).toBeVisible();
  await staff.keyboard.press('Escape');
  await expect(setup.chip('Delivery')).toBeFocused();
  await staff.keyboard.press('Tab');
  await staff.keyboard.press('Enter');
  await expect(setup.chip('Delivery')).toBeHidden();
});

test('@desktop no barrier in the filters', async ({ staff, world, axe, picture }) => {
  await world.link();
  const setup = new TableSetup(staff);
  await new SentPages(staff).open('?amount=50000..&due_on=next_30_days&status=expired%2Coutstanding');
  await inBothSchemes(staff, axe);
  await picture(staff, 'filters');
  await setup.filters.getByRole('button', { name: 'Filter', exact: true }).click();
  await inBothSchemes(staff, axe);
  await picture(staff, 'filters-columns');
  await staff.keyboard.press('Escape');
  await setup.chip('Due').click();
  await staff.getByRole('dialog').getByRole('button', { name: 'Apply' }).click();
  await inBothSchemes(staff, axe);
  await picture(staff, 'filters-days');
  await staff.keyboard.press('Escape');
  await setup.chip('Status').click();
  await inBothSchemes(staff, axe);
  await picture(staff, 'filters-status');
});
