import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { DataTable } from '../pages/data-table.ts';
import { SentPages } from '../pages/sent-pages.ts';
import type { World } from '../world.ts';

const MANY = 260;

/** Links of 1.00, 2.00, 3.00 dollars and so on, and the word that finds them. */
async function several(world: World, count: number): Promise<string> {
  const word = world.word();
  await world.links(count, (at) => ({
    amount: at * 100,
    description: `${word} ${at}`,
    due_on: `2030-01-${String(1 + (at % 28)).padStart(2, '0')}`,
    recipient: { name: `Client ${String(at).padStart(3, '0')} ${word}`, email: `client-${at}-${word}@example.org` },
  }));
  return word;
}

async function open(page: Page, query: string): Promise<DataTable> {
  const table = new DataTable(page, 'Payment links');
  await page.goto(`/app/links?${query}`);
  await expect(table.rows.first()).toBeVisible();
  return table;
}

test('only what is on the screen is in the page, however far one reads', async ({ staff, world }) => {
  const word = await several(world, MANY);
  const table = await open(staff, `q=${word}&sort=amount`);
  await expect(table.table).toHaveAttribute('aria-rowcount', String(MANY + 1));
  await expect(table.at(1)).toContainText('$1.00');
  await table.scrollToEnd(MANY);
  await expect(table.at(MANY)).toContainText(`$${MANY}.00`);
  await expect(table.at(1)).toHaveCount(0);
  expect(await table.rows.count()).toBeLessThan(80);
  await table.scrollToStart();
  await expect(table.at(1)).toBeVisible();
  expect(await table.rows.count()).toBeLessThan(80);
});

test.describe('by keyboard', { tag: '@desktop' }, () => {
  test('one walks past what is in the page, and selects', async ({ staff, world }) => {
    const word = await several(world, MANY);
    const table = await open(staff, `q=${word}&sort=amount`);
    const link = (place: number) => table.at(place).getByRole('link');
    const selection = staff.getByRole('group', { name: 'Selected rows' });
    await staff.keyboard.press('ArrowDown');
    await expect(link(1)).toBeFocused();
    await staff.keyboard.press('End');
    await expect(link(100)).toBeFocused();
    await expect(table.at(101)).toBeVisible();
    await staff.keyboard.press('ArrowDown');
    await expect(link(101)).toBeFocused();
    await staff.keyboard.press('PageUp');
    await expect(link(101)).not.toBeFocused();
    await staff.keyboard.press('Home');
    await expect(link(1)).toBeFocused();

    await test.step('who scrolls away does not lose the place', async () => {
      await table.frame.evaluate((frame) => {
        frame.scrollTop = 6000;
      });
      await expect(table.at(120)).toBeVisible();
      await expect(link(1)).toBeFocused();
      await staff.keyboard.press('ArrowDown');
      await expect(link(2)).toBeFocused();
      await expect(table.at(2)).toBeInViewport();
    });

    await test.step('Space selects, with Shift a range, and Escape lets go', async () => {
      await staff.keyboard.press(' ');
      await expect(table.at(2)).toHaveAttribute('aria-selected', 'true');
      await expect(selection).toContainText('1 selected');
      await staff.keyboard.press('ArrowDown');
      await staff.keyboard.press('ArrowDown');
      await staff.keyboard.press('Shift+ ');
      await expect(selection).toContainText('3 selected');
      await expect(table.at(3)).toHaveAttribute('aria-selected', 'true');
      await staff.keyboard.press('Escape');
      await expect(selection).toBeHidden();
      await expect(table.at(2)).toHaveAttribute('aria-selected', 'false');
    });

    await test.step('Enter opens, and closing leads back to the row', async () => {
      await staff.keyboard.press('Enter');
      await expect(staff.getByRole('region', { name: `Client 004 ${word}` })).toBeFocused();
      await staff.keyboard.press('Escape');
      await expect(link(4)).toBeFocused();
    });
  });

  test('a column is as wide as one likes', async ({ staff, world }) => {
    const word = await several(world, 3);
    const table = await open(staff, `q=${word}`);
    const edge = table.edge('Amount');
    const before = Number(await edge.getAttribute('aria-valuenow'));
    await edge.focus();
    await staff.keyboard.press('ArrowRight');
    await staff.keyboard.press('ArrowRight');
    await expect(edge).toHaveAttribute('aria-valuenow', String(before + 16));
    await staff.keyboard.press('ArrowLeft');
    await expect(edge).toHaveAttribute('aria-valuenow', String(before + 8));
    await staff.keyboard.press('Home');
    await expect(edge).toHaveAttribute('aria-valuenow', '60');
  });
});

test.describe('by mouse', { tag: '@desktop' }, () => {
  test('a header’s edge makes its column wider, and a double click makes it fit', async ({ staff, world }) => {
    const word = await several(world, 3);
    const table = await open(staff, `q=${word}`);
    const before = await table.width('Amount');
    await table.drag(table.edge('Amount'), 80);
    await table.drop();
    expect(await table.width('Amount')).toBeCloseTo(before + 80, 0);
    await table.edge('Amount').dblclick();
    expect(await table.width('Amount')).toBeLessThan(before);
    expect(await table.width('Amount')).toBeGreaterThan(50);
    await expect(table.header('Amount')).toHaveAttribute('aria-sort', 'none');
  });

  test('headers are dragged to another place, unless one thinks better of it', async ({ staff, world }) => {
    const word = await several(world, 3);
    const table = await open(staff, `q=${word}`);
    const before = await table.headers();
    expect(before.slice(0, 4)).toEqual(['Recipient', 'For', 'Amount', 'Remaining']);
    const amount = table.header('Amount').getByRole('button');
    await table.drag(amount, -260);
    await expect(staff.locator('.ghost')).toHaveText('Amount');
    await staff.keyboard.press('Escape');
    await expect(staff.locator('.ghost')).toBeHidden();
    await table.drop();
    expect(await table.headers()).toEqual(before);

    await table.drag(amount, -260);
    await table.drop();
    await expect.poll(async () => (await table.headers()).slice(0, 4)).toEqual(['Recipient', 'Amount', 'For', 'Remaining']);
    await expect(table.at(1).getByRole('cell').nth(1), 'the cells move along').toContainText('.00');
    await expect(table.header('Amount'), 'a drag is no click').toHaveAttribute('aria-sort', 'none');
  });

  test('several columns sort, in the order in which they were chosen', async ({ staff, world }) => {
    const word = world.word();
    const days = ['2030-03-01', '2030-01-01', '2030-02-01'];
    await world.links(3, (at) => ({ amount: at === 3 ? 100 : 500, description: word, due_on: days[at - 1] }));
    const table = await open(staff, `q=${word}`);
    await table.header('Amount').getByRole('button').click();
    await expect(staff).toHaveURL(/sort=-amount$/);
    await table.header('Due').getByRole('button').click({ modifiers: ['Shift'] });
    await expect(staff).toHaveURL(/sort=-amount%2Cdue_on$/);
    await expect(table.header('Amount')).toHaveAttribute('aria-sort', 'descending');
    await expect(table.header('Amount')).toContainText('sort key 1');
    await expect(table.header('Due')).toHaveAttribute('aria-sort', 'ascending');
    await expect(table.header('Due')).toContainText('sort key 2');
    await expect(table.at(1)).toContainText('1 Jan');
    await expect(table.at(2)).toContainText('1 Mar');
    await expect(table.at(3)).toContainText('1 Feb');
    await staff.goBack();
    await expect(staff).toHaveURL(/sort=-amount$/);
  });

  test('everything that matches is selected, loaded or not', async ({ staff, world }) => {
    const word = await several(world, 120);
    const table = await open(staff, `q=${word}&sort=amount`);
    const selection = staff.getByRole('group', { name: 'Selected rows' });
    await table.selectAll.check();
    await expect(selection).toContainText('120 selected');
    await table.at(2).getByRole('checkbox').uncheck();
    await expect(selection).toContainText('119 selected');
    await expect(table.at(2)).toHaveAttribute('aria-selected', 'false');
    expect(await table.selectAll.evaluate((box: HTMLInputElement) => box.indeterminate)).toBe(true);
    await staff.getByRole('button', { name: 'Clear' }).click();
    await table.at(1).getByRole('checkbox').check();
    await table.at(5).getByRole('checkbox').click({ modifiers: ['Shift'] });
    await expect(selection).toContainText('5 selected');
    await new SentPages(staff).tab('Cancelled').click();
    await expect(selection, 'another query selects nothing').toBeHidden();
  });
});

test('rows change where they stand, and new ones wait above until one asks for them', async ({ staff, world }) => {
  const word = world.word();
  const links = await world.links(60, (at) => ({ amount: at * 100, description: word }));
  const table = await open(staff, `q=${word}&sort=amount`);
  const last = links.find((link) => link.amount === 6_000);
  await table.scrollToEnd(60);
  await expect(table.at(60)).toContainText('Outstanding');
  await world.cancel(last ?? links[0]!);
  await expect(table.at(60)).toContainText('Cancelled');

  await world.link({ amount: 50, description: word });
  await staff.getByRole('button', { name: '1 new — show' }).click();
  await expect(table.at(1)).toContainText('$0.50');
  await expect(table.at(1)).toBeInViewport();
  await expect(staff.getByRole('button', { name: /new — show/ })).toHaveCount(0);
});

test.describe('when the server refuses', () => {
  test.use({ allowedErrors: [/status of (422|503)/] });

  test('an order over too many rows, there is a way out', async ({ staff, world }) => {
    await world.link();
    const problem = {
      type: '/problems/too-many-rows',
      title: 'Too many rows for this order or filter',
      status: 422,
      detail: 'Remaining can be used while at most 10,000 rows match.',
    };
    await staff.route(/api\/v1\/links\?.*sort=amount_remaining/, (route) =>
      route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
    );
    await staff.goto('/app/links?sort=amount_remaining');
    await expect(staff.getByRole('alert')).toContainText('Remaining can be used while at most 10,000 rows match.');
    await staff.getByRole('button', { name: 'Sort by Made instead' }).click();
    await expect(new DataTable(staff, 'Payment links').rows.first()).toBeVisible();
  });

  test('a page on the way down, what is there stays, and one tries again', async ({ staff, world }) => {
    const word = await several(world, 120);
    let refuse = true;
    await staff.route(/api\/v1\/links\?.*cursor=/, (route) =>
      refuse ? route.fulfill({ status: 503, body: 'no' }) : route.continue(),
    );
    const table = await open(staff, `q=${word}&sort=amount`);
    await table.scrollToEnd(100);
    await expect(staff.getByRole('alert')).toContainText('status 503');
    refuse = false;
    await staff.getByRole('button', { name: 'Load more' }).click();
    await table.scrollToEnd(120);
    await expect(table.at(120)).toContainText('$120.00');
  });
});

test('a bar above the table shows its links, and lets them go again', async ({ staff, world, isMobile }) => {
  const link = await world.link({ due_on: '2020-01-31' });
  const name = link.recipient?.name ?? '';
  await staff.goto('/app/links');
  const overview = staff.getByRole('region', { name: 'Overview' });
  await expect(overview).toContainText('outstanding');
  const fold = overview.getByRole('button', { name: 'Overview' });
  await expect(fold).toHaveAttribute('aria-expanded', String(!isMobile));
  if (isMobile) {
    await fold.click();
  }
  const bar = overview.getByRole('link', { name: /^Over 90 days: \$[\d,.]+, \d+ links?$/ });
  await bar.click();
  await expect(staff).toHaveURL(/due_on=/);
  const sent = new SentPages(staff);
  await expect(sent.row(name)).toBeVisible();
  await expect(sent.rows.filter({ hasNotText: 'overdue' })).toHaveCount(0);
  await expect(bar).toHaveAttribute('aria-current', 'true');
  await bar.click();
  await expect(staff).not.toHaveURL(/due_on=/);
  await fold.click();
  await expect(bar).toBeHidden();
  await staff.reload();
  await expect(fold).toHaveAttribute('aria-expanded', 'false');
});

test('the figures above the table come late, and move nothing', async ({ staff, world, isMobile }) => {
  const link = await world.link({ due_on: '2020-01-31' });
  const sent = new SentPages(staff);
  const overview = staff.getByRole('region', { name: 'Overview' });
  const table = staff.getByRole('table', { name: 'Payment links' });
  const top = async () => (await table.boundingBox())?.y;
  let holding = true;
  let held: (() => void)[] = [];
  await staff.route('**/api/v1/links/overview', async (route) => {
    if (holding) {
      await new Promise<void>((resolve) => held.push(resolve));
    }
    // One that the page gave up meanwhile can't go on.
    await route.continue().catch(() => undefined);
  });
  for (const unfolded of [!isMobile, isMobile]) {
    await test.step(unfolded ? 'with the charts' : 'without them', async () => {
      [holding, held] = [true, []];
      await sent.open(`?q=${link.recipient?.name}`);
      await expect(sent.rows).toHaveCount(1);
      await expect(overview).toHaveAttribute('aria-busy', 'true');
      const fold = overview.getByRole('button', { name: 'Overview' });
      await expect(fold).toHaveAttribute('aria-expanded', String(unfolded));
      await expect.poll(() => held.length).toBeGreaterThan(0);
      const before = await top();
      expect(before).toBeGreaterThan(0);
      holding = false;
      held.forEach((go) => go());
      await expect(overview).toContainText('outstanding');
      await expect(overview.getByRole('list', { name: 'Outstanding by age' })).toBeVisible({ visible: unfolded });
      expect(await top()).toBe(before);
    });
    await overview.getByRole('button', { name: 'Overview' }).click();
  }
});
