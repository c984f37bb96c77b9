import { readFile } from 'node:fs/promises';
import { expect, test } from '../fixtures.ts';
import { inBothSchemes } from '../pages/schemes.ts';
import { SentPages } from '../pages/sent-pages.ts';
import { TableSetup } from '../pages/table-setup.ts';
import { readCsv, readWorkbook } from '../pages/workbook.ts';
import type { Link, World } from '../world.ts';

/** Links that a search for one word finds. */
async function several(world: World, word: string, count: number, more: object = {}): Promise<Link[]> {
  return Promise.all(
    Array.from({ length: count }, (_, at) =>
      world.link({
        amount: 10_000 + at,
        description: word,
        recipient: world.someone(`Client ${at}`),
        due_on: '2099-01-31',
        ...more,
      }),
    ),
  );
}

test('@desktop everything that matches is cancelled, but what is paid; the page stays usable', async ({ staff, world, picture, axe }) => {
  const word = world.word();
  const links = await several(world, word, 29);
  const paid = await world.paid({ description: word, recipient: world.someone('Paid already') });
  const spared = links[0] as Link;
  const sent = new SentPages(staff);
  // The smallest first: the one that is spared is on the screen.
  await sent.open(`?q=${word}&sort=amount`);
  await expect(sent.rows).not.toHaveCount(0);
  const bar = staff.getByRole('group', { name: 'Selected rows' });

  await test.step('all that match, but one', async () => {
    await sent.row(spared.recipient?.name ?? '').getByRole('checkbox').check();
    await expect(bar).toContainText('1 selected');
    await bar.getByRole('button', { name: 'Select all 30 that match' }).click();
    await expect(bar).toContainText('30 selected, all that match');
    await sent.row(spared.recipient?.name ?? '').getByRole('checkbox').uncheck();
    await expect(bar).toContainText('29 selected');
  });

  await test.step('what would happen is said first', async () => {
    await bar.getByRole('button', { name: 'Cancel', exact: true }).click();
    const dialog = staff.getByRole('dialog', { name: 'Cancel links' });
    await expect(dialog).toContainText('28 links will be cancelled: nobody can pay them any more.');
    await expect(dialog.getByRole('listitem')).toHaveText(/1\s*Already paid/);
    await inBothSchemes(staff, axe);
    await picture(staff, 'action-preview');
    await dialog.getByRole('button', { name: 'Cancel 28 links' }).click();
    await expect(dialog).toBeHidden();
    await expect(bar, 'nothing is selected any more').toBeHidden();
  });

  const work = staff.getByRole('region', { name: 'Work in progress' });
  await test.step('progress and results stand beside the table', async () => {
    await expect(work.getByRole('heading', { name: '28 links cancelled' })).toBeVisible();
    await expect(work).toContainText('1 left alone');
    await picture(staff, 'action-done');
    await work.getByRole('button', { name: 'Results' }).click();
    const results = staff.getByRole('dialog', { name: 'What became of 29 links' });
    await results.getByRole('radio', { name: 'Left alone' }).check();
    await expect(results.getByRole('listitem')).toHaveText([/Paid already.*Already paid/]);
    await inBothSchemes(staff, axe);
    await picture(staff, 'action-results');
    await staff.keyboard.press('Escape');
    await work.getByRole('button', { name: /^Put aside/ }).click();
    await expect(work).toBeHidden();
  });

  for (const link of links.slice(1)) {
    await world.becomes(link, 'cancelled');
  }
  expect((await world.reload(spared)).status).toBe('outstanding');
  expect((await world.reload(paid)).status).toBe('paid');
});

test('@desktop links get more time, and that is taken back', async ({ staff, world }) => {
  const word = world.word();
  const before = '2028-01-01T04:59:59Z';
  const [link] = await several(world, word, 2, { expires_at: before });
  const sent = new SentPages(staff);
  await sent.open(`?q=${word}`);
  await expect(sent.rows).toHaveCount(2);
  await sent.rows.first().getByRole('checkbox').check();
  await sent.rows.last().getByRole('checkbox').check();
  const bar = staff.getByRole('group', { name: 'Selected rows' });
  await bar.getByRole('button', { name: 'Extend expiry' }).click();
  const dialog = staff.getByRole('dialog', { name: 'Extend the expiry' });
  await dialog.getByLabel('New end').fill('2001-01-01');
  await dialog.getByRole('button', { name: 'Extend expiry' }).click();
  await expect(dialog).toContainText('Choose a day that is not over yet');
  await dialog.getByLabel('New end').fill('2029-05-31');
  await expect(dialog).toContainText('2 links will get the new end.');
  await dialog.getByRole('button', { name: 'Extend 2 links' }).click();
  const work = staff.getByRole('region', { name: 'Work in progress' });
  await expect(work.getByRole('heading', { name: '2 links extended' })).toBeVisible();
  const end = async () => (await world.get<{ expires_at: string | null }>(`/api/v1/links/${link?.id}`)).expires_at;
  // The end of that day on the firm’s calendar, which is Los Angeles'.
  expect(await end()).toBe('2029-06-01T06:59:59Z');
  await work.getByRole('button', { name: 'Undo' }).click();
  await expect(work.getByRole('heading', { name: 'Taken back' })).toBeVisible();
  expect(await end()).toBe(before);
});

test('@desktop a file has the rows, the columns and the order of the table', async ({ staff, world }) => {
  const word = world.word();
  const hostile = `=HYPERLINK("http://example.org","${word}")`;
  const links = await several(world, word, 3);
  const last = await world.link({ amount: 9_999, description: hostile, recipient: world.someone('Ann, "the" Okafor') });
  const setup = new TableSetup(staff);
  const sent = new SentPages(staff);
  await sent.open(`?q=${word}&sort=amount`);
  await expect(sent.rows).toHaveCount(4);
  await setup.configure();
  for (const column of ['Remaining', 'Status', 'Opened', 'Made']) {
    await setup.shown(column).uncheck();
  }
  await setup.row('Amount').getByRole('button', { name: 'Pin left: Amount' }).click();
  await staff.keyboard.press('Escape');

  const file = async (format: 'Excel' | 'CSV') => {
    await staff.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([
      staff.waitForEvent('download'),
      staff.getByRole('dialog', { name: 'Export' }).getByRole('button', { name: format }).click(),
    ]);
    return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
  };
  const wanted = [last, ...links];

  await test.step('CSV', async () => {
    const { name, content } = await file('CSV');
    expect(name).toMatch(/\.csv$/);
    const [header, ...rows] = readCsv(content);
    expect(header).toEqual(['Recipient', 'Amount', 'For', 'Due']);
    expect(rows.slice(0, 4)).toEqual(
      wanted.map((link) => [
        link.recipient?.name,
        (link.amount / 100).toFixed(2),
        // What a spreadsheet would take for a formula stays text.
        link === last ? `'${hostile}` : word,
        link === last ? '' : '2099-01-31',
      ]),
    );
  });

  await test.step('Excel', async () => {
    const { name, content } = await file('Excel');
    expect(name).toMatch(/\.xlsx$/);
    const [header, ...rows] = readWorkbook(content);
    expect(header?.slice(0, 4)).toEqual(['Recipient', 'Amount', 'For', 'Due']);
    const day = (Date.UTC(2099, 0, 31) - Date.UTC(1899, 11, 30)) / 86_400_000;
    expect(rows.slice(0, 4).map((row) => Array.from({ length: 4 }, (_, at) => row[at] ?? null))).toEqual(
      wanted.map((link) => [
        link.recipient?.name,
        link.amount / 100,
        link === last ? hostile : word,
        link === last ? null : day,
      ]),
    );
  });

  await test.step('only what is selected', async () => {
    await sent.row('Client 1').getByRole('checkbox').check();
    const [download] = await Promise.all([
      staff.waitForEvent('download'),
      (async () => {
        await staff.getByRole('group', { name: 'Selected rows' }).getByRole('button', { name: 'Export' }).click();
        await staff.getByRole('dialog', { name: 'Export' }).getByRole('button', { name: 'CSV' }).click();
      })(),
    ]);
    const rows = readCsv(await readFile(await download.path()));
    expect(rows.flat()).toContain(links[1]?.recipient?.name);
    expect(rows.flat()).not.toContain(links[0]?.recipient?.name);
  });
});

test('@phone cards are chosen by taps, and a tap opens one again afterwards', async ({ staff, world, picture }) => {
  const word = world.word();
  const [one, other] = await several(world, word, 3);
  const sent = new SentPages(staff);
  await sent.open(`?q=${word}`);
  const bar = staff.getByRole('group', { name: 'Selected rows' });

  await staff.getByRole('button', { name: 'Select', exact: true }).tap();
  await sent.row(one?.recipient?.name ?? '').tap();
  await sent.row(other?.recipient?.name ?? '').tap();
  await expect(bar).toContainText('2 selected');
  await picture(staff, 'cards-chosen');

  await bar.getByRole('button', { name: 'Cancel', exact: true }).tap();
  const dialog = staff.getByRole('dialog', { name: 'Cancel links' });
  await dialog.getByRole('button', { name: 'Cancel 2 links' }).tap();
  await expect(dialog).toBeHidden();
  await world.becomes(one as Link, 'cancelled');
  await world.becomes(other as Link, 'cancelled');

  await expect(bar).toBeHidden();
  await expect(staff.getByRole('button', { name: 'Select', exact: true })).toHaveAttribute('aria-pressed', 'false');
  await sent.row(one?.recipient?.name ?? '').tap();
  await expect(staff).toHaveURL(new RegExp(`/app/links/${one?.id}`));
});
