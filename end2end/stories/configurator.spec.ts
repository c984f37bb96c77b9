import { expect, test } from '../fixtures.ts';
import { inBothSchemes } from '../pages/schemes.ts';
import { SentPages } from '../pages/sent-pages.ts';
import { TableSetup } from '../pages/table-setup.ts';

test('@desktop columns follow the mouse, and stay so after a reload and in another browser', async ({
  staff,
  world,
  browser,
  signIn,
}) => {
  await world.link();
  // High enough for all rows of the panel that are dragged over.
  await staff.setViewportSize({ width: 1440, height: 1300 });
  const setup = new TableSetup(staff);
  await new SentPages(staff).open();
  await setup.configure();

  await test.step('shown, and dragged to another place', async () => {
    await setup.kept(async () => {
      await setup.shown('Client').check();
      await setup.drag('Due', 'Amount');
    });
    const order = await setup.order();
    await expect(setup.voice).toContainText(`Due moved to position ${order.indexOf('Due') + 1} of ${order.length}.`);
    expect(order.indexOf('Due')).toBe(order.indexOf('Amount') - 1);
    expect(await setup.headers()).toEqual(['Recipient', 'For', 'Client', 'Due', 'Amount', 'Remaining', 'Status', 'Opened', 'Made']);
  });

  await test.step('Escape puts back what is being dragged, and leaves the panel open', async () => {
    const before = await setup.order();
    await setup.drag('Status', 'Amount', 'hold');
    await expect(setup.row('Status')).toHaveClass(/lifted/);
    await staff.keyboard.press('Escape');
    await expect(setup.voice).toContainText('Status put back');
    await staff.mouse.up();
    expect(await setup.order()).toEqual(before);
    await expect(setup.panel).toBeVisible();
  });

  await test.step('hidden, and pinned to the left', async () => {
    await setup.kept(async () => {
      await setup.shown('Made').uncheck();
      await setup.row('Amount').getByRole('button', { name: 'Pin left: Amount' }).click();
    });
    expect(await setup.headers()).toEqual(['Recipient', 'Amount', 'For', 'Client', 'Due', 'Remaining', 'Status', 'Opened']);
    await staff.keyboard.press('Escape');
    await expect(setup.panel).toBeHidden();
    await expect(setup.columnsButton).toBeFocused();
  });

  const headers = await setup.headers();
  await staff.reload();
  await expect.poll(() => setup.headers()).toEqual(headers);

  await test.step('elsewhere', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await signIn(page, new URL('/app/sign-in', staff.url()).href);
    await page.goto(new URL('/app/links', staff.url()).href);
    await expect.poll(() => new TableSetup(page).headers()).toEqual(headers);
    await context.close();
  });
});

test('@desktop columns are moved by keyboard, and every step is said', async ({ staff, world }) => {
  await world.link();
  const setup = new TableSetup(staff);
  await new SentPages(staff).open();
  await setup.configure();
  const before = await setup.order();
  const at = before.indexOf('Status');
  const grip = setup.grip('Status');

  await grip.focus();
  await staff.keyboard.press('Space');
  await expect(grip).toHaveAttribute('aria-pressed', 'true');
  await expect(setup.voice).toContainText(`Status lifted, position ${at + 1} of ${before.length}.`);
  await staff.keyboard.press('ArrowUp');
  await staff.keyboard.press('ArrowUp');
  await expect(setup.voice).toContainText(`Status, position ${at - 1} of ${before.length}.`);
  await staff.keyboard.press('Escape');
  await expect(setup.voice).toContainText(`Status put back to position ${at + 1}.`);
  expect(await setup.order(), 'Escape changes nothing').toEqual(before);
  await expect(setup.panel, 'and closes nothing').toBeVisible();

  await staff.keyboard.press('Space');
  await staff.keyboard.press('End');
  await staff.keyboard.press('ArrowUp');
  await staff.keyboard.press('Space');
  await expect(setup.voice).toContainText(`Status moved to position ${before.length - 1} of ${before.length}.`);
  await expect(grip, 'the focus stays with it').toBeFocused();
  await expect(grip).toHaveAttribute('aria-pressed', 'false');
  expect((await setup.order()).indexOf('Status')).toBe(before.length - 2);

  await test.step('the column that names the row stays in front and can’t be hidden', async () => {
    await expect(setup.shown('Recipient')).toBeDisabled();
    await expect(setup.row('Recipient')).toContainText('names each row');
  });

  await test.step('by buttons', async () => {
    await setup.row('For').getByRole('button', { name: 'Place and width: For' }).click();
    const down = setup.row('For').getByRole('button', { name: 'Move down' });
    await down.click();
    await expect(setup.voice).toContainText(`For moved to position 4 of ${before.length}.`);
    await expect(down).toBeFocused();
    const width = setup.row('For').getByRole('spinbutton', { name: 'Width of For in pixels' });
    const narrow = Number(await width.inputValue());
    await setup.row('For').getByRole('button', { name: 'Wider: For' }).click();
    await expect(setup.voice).toContainText(`For is ${narrow + 10} pixels wide.`);
    await width.fill('5');
    await width.press('Enter');
    await expect(width, 'no narrower than makes sense').toHaveValue('60');
  });

  await test.step('back to the beginning, and that taken back', async () => {
    const mine = await setup.order();
    await setup.panel.getByRole('button', { name: 'Reset columns' }).click();
    expect(await setup.order()).toEqual(before);
    await setup.panel.getByRole('button', { name: 'Undo reset' }).click();
    expect(await setup.order()).toEqual(mine);
  });
});

test('@phone columns are moved with a finger, and found by their name', async ({ staff, world }) => {
  await world.link();
  const setup = new TableSetup(staff);
  await new SentPages(staff).open();
  await setup.configure();
  const before = await setup.order();
  await setup.kept(() => setup.swipe('Invoice', 'Email'));
  const after = await setup.order();
  expect(after.indexOf('Invoice')).toBe(before.indexOf('Email'));
  await expect(setup.voice).toContainText(`Invoice moved to position ${before.indexOf('Email') + 1} of ${before.length}.`);

  await setup.panel.getByRole('searchbox', { name: 'Search columns' }).fill('account');
  expect(await setup.order()).toEqual(['Account', 'Kind of account']);
  await expect(setup.grip('Account'), 'places are those among all').toHaveAttribute('aria-disabled', 'true');
  await setup.kept(() => setup.shown('Account').check());
  await setup.panel.getByRole('button', { name: 'Close' }).click();
  await staff.reload();
  await setup.configure();
  expect(await setup.order()).toEqual(after);
  await expect(setup.shown('Account')).toBeChecked();
});

test('rows are sorted by several columns, and the address says so', async ({ staff, world }) => {
  await world.link();
  const setup = new TableSetup(staff);
  await new SentPages(staff).open();
  await setup.configure();
  await setup.panel.getByRole('tab', { name: 'Order' }).click();
  const others = setup.panel.getByRole('list', { name: 'Columns to sort by' });
  await others.getByRole('button', { name: 'Due' }).click();
  await others.getByRole('button', { name: 'Amount' }).click();
  await expect(staff).toHaveURL(/sort=due_on%2C-amount/);
  await expect(setup.keys).toHaveText([/Due.*Earliest first/, /Amount.*Largest first/]);

  await setup.keys.nth(1).getByRole('button', { name: 'Move up: Amount' }).click();
  await expect(staff).toHaveURL(/sort=-amount%2Cdue_on/);
  await setup.keys.first().getByRole('button', { name: /^Largest first/ }).click();
  await expect(staff).toHaveURL(/sort=amount%2Cdue_on/);
  await setup.keys.nth(1).getByRole('button', { name: 'Remove from the order: Due' }).click();
  await expect(staff).toHaveURL(/sort=amount$/);
  await setup.panel.getByRole('button', { name: 'Usual order' }).click();
  await expect(staff).toHaveURL(/\/app\/links$/);
});

test('over more than 10,000 rows, only what an index serves is offered, and the panel says so', async ({ staff, world }) => {
  await world.link();
  await staff.route('**/api/v1/links/counts*', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ json: { ...(await answer.json()), matching: { count: 10_000, more: true } } });
  });
  const setup = new TableSetup(staff);
  await new SentPages(staff).open();
  await setup.configure();
  await setup.panel.getByRole('tab', { name: 'Order' }).click();
  await expect(setup.panel).toContainText('More than 10,000 rows match.');
  const refused = setup.panel.getByRole('list', { name: 'Columns to sort fewer rows by' }).getByRole('button', { name: 'Email' });
  await expect(refused).toBeDisabled();
  const served = setup.panel.getByRole('list', { name: 'Columns to sort by' });
  await served.getByRole('button', { name: 'Due' }).click();
  await expect(staff).toHaveURL(/sort=due_on/);
  await served.getByRole('button', { name: 'Amount' }).click();
  await expect(staff, 'one at a time').toHaveURL(/sort=-amount/);

  await setup.panel.press('Escape');
  await setup.filters.getByRole('button', { name: 'Filter', exact: true }).click();
  const columns = staff.getByRole('listbox', { name: 'Search columns' });
  await expect(columns.getByRole('option', { name: 'Email' })).toBeDisabled();
  await expect(columns.getByRole('option', { name: 'Due' })).toBeEnabled();
  await expect(columns).toContainText('More than 10,000 rows match.');
});

test('no barrier in the configurator', async ({ staff, world, axe, picture }) => {
  await world.link();
  const setup = new TableSetup(staff);
  await new SentPages(staff).open('?sort=due_on%2C-amount');
  await setup.configure();
  await setup.row('Amount').getByRole('button', { name: 'Place and width: Amount' }).click();
  await inBothSchemes(staff, axe);
  await picture(staff, 'configurator');
  await setup.panel.getByRole('tab', { name: 'Order' }).click();
  await inBothSchemes(staff, axe);
  await picture(staff, 'configurator-order');
});
