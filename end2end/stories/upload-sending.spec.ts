import { readFile } from 'node:fs/promises';
import { expect, test } from '../fixtures.ts';
import { BulkUpload, csv, type Import, newestImport } from '../pages/bulk-upload.ts';
import { readWorkbook } from '../pages/workbook.ts';

test('@desktop an empty grid takes a block from a spreadsheet, and only makes the links', async ({ staff, world }) => {
  const word = world.word();
  const upload = new BulkUpload(staff);
  await upload.open();
  await staff.getByRole('button', { name: 'Start with an empty grid' }).click();
  await expect(upload.grid).toBeVisible();
  await upload.cell(1, 'recipient_name').click();
  const rows = Array.from({ length: 30 }, (_, at) => `Client ${at} ${word}\t\t${at + 1}.00\tN-${at}-${word}`);
  await upload.paste(rows.join('\n'));
  await expect(upload.tab('All')).toHaveText(/30$/);
  await staff.getByRole('radio', { name: /^Only make them/ }).check();
  await expect(upload.send).toHaveText(/Make 30 links/);
  await upload.send.click();
  await upload.dialog.getByRole('button', { name: 'Make 30 links' }).click();
  await expect(staff.getByRole('heading', { name: '30 links made' })).toBeVisible({ timeout: 30_000 });
  expect((await newestImport(world)).counts).toEqual({ ready: 0, warning: 0, error: 0, created: 30 });
});

test('@desktop sending is stopped, and the remaining rows are sent later, each once', async ({ staff, world }) => {
  test.slow();
  const word = world.word();
  // So many that somebody can stop it in between.
  const total = 800;
  const rows = Array.from({ length: total }, (_, at) => [`Client ${at} ${word}`, '12.00', `S-${at}-${word}`]);
  const upload = new BulkUpload(staff);
  await upload.open();
  await upload.file.setInputFiles(csv(`long-${word}.csv`, [['Name', 'Amount', 'Invoice number'], ...rows]));
  await staff.getByRole('radio', { name: /^Only make them/ }).check();
  await expect(upload.send).toHaveText(`Make ${total} links…`);
  await upload.send.click();
  const make = upload.dialog.getByRole('button', { name: `Make ${total} links` });
  const stop = staff.getByRole('button', { name: 'Stop', exact: true });
  // While so many rows are checked once more, the dialog asks to wait a moment.
  await expect(async () => {
    if (await make.isVisible()) {
      await make.click();
    }
    await expect(stop).toBeVisible({ timeout: 2000 });
  }).toPass();
  await stop.click();
  await expect(staff.locator('.toasts')).toContainText('Stopped. Links that were made stay.');

  const { id, state, counts } = await newestImport(world);
  expect(state).toBe('done');
  expect(counts.created + counts.ready).toBe(total);
  expect(counts.ready, 'it was stopped in between').toBeGreaterThan(0);
  await expect(staff.getByText(/rows were left\. Mend them and send them when you like\./)).toBeVisible();
  await expect(upload.tab('Sent')).toHaveText(new RegExp(`${counts.created}$`));

  await upload.send.click();
  await upload.dialog.getByRole('button', { name: new RegExp(`^Make ${counts.ready} links$`) }).click();
  await expect(staff.getByRole('heading', { name: `${total} links made` })).toBeVisible({ timeout: 60_000 });
  await expect(staff.getByText('Every row has its link.')).toBeVisible();
  await expect(upload.send).toBeHidden();
  const links = await world.get<{ matching: { count: number } }>(`/api/v1/links/counts?filter[import_id]=${id}`);
  expect(links.matching.count).toBe(total);
});

test('@desktop the results are a workbook with the link of each row', async ({ staff, world }) => {
  const word = world.word();
  const hostile = `=HYPERLINK("http://example.org","${word}")`;
  const upload = new BulkUpload(staff);
  await upload.open();
  await upload.file.setInputFiles(
    csv(`back-${word}.csv`, [
      ['Name', 'Amount', 'Description', 'Our file'],
      [`Ann ${word}`, '10.00', hostile, '0042'],
      [`Ben ${word}`, '1,020.50', 'Advice', '0043'],
    ]),
  );
  await staff.getByRole('radio', { name: /^Only make them/ }).check();
  await upload.send.click();
  await upload.dialog.getByRole('button', { name: 'Make 2 links' }).click();
  await expect(staff.getByRole('heading', { name: '2 links made' })).toBeVisible({ timeout: 30_000 });
  const [download] = await Promise.all([
    staff.waitForEvent('download'),
    staff.getByRole('link', { name: 'Results as Excel' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.xlsx$/);
  const [header = [], ...rows] = readWorkbook(await readFile(await download.path()));
  const at = (column: string) => header.indexOf(column);
  expect(header).toEqual(expect.arrayContaining(['Name', 'Amount', 'Description', 'Our file']));
  expect(rows.map((row) => [row[at('Name')], row[at('Description')], row[at('Our file')]])).toEqual([
    [`Ann ${word}`, hostile, '0042'],
    [`Ben ${word}`, 'Advice', '0043'],
  ]);
  const urls = rows.map((row) => row.find((cell) => /\/l\/[\w-]+$/.test(String(cell))));
  expect(new Set(urls).size, 'a link of its own for each row').toBe(2);

  await test.step('the link in the file asks for that amount', async () => {
    await staff.goto(String(urls[1]));
    await expect(staff.getByText('$1,020.50').first()).toBeVisible();
  });
});

test('@desktop older uploads are a page away', async ({ staff, world }) => {
  const word = world.word();
  for (let at = 1; at <= 26; at += 1) {
    const rows = [{ recipient_name: 'Ann', amount: '5.00' }];
    await world.post<Import>('/api/v1/imports', { name: `Draft ${at} of ${word}`, rows });
  }
  const upload = new BulkUpload(staff);
  await upload.open();
  const named = (name: string) => staff.getByRole('link', { name, exact: true });
  await expect(named(`Draft 26 of ${word}`)).toBeVisible();
  await expect(named(`Draft 2 of ${word}`)).toBeVisible();
  await expect(named(`Draft 1 of ${word}`)).toHaveCount(0);
  await staff.getByRole('button', { name: 'Show older uploads' }).click();
  await expect(named(`Draft 1 of ${word}`)).toHaveCount(1);
  await expect(named(`Draft 2 of ${word}`)).toHaveCount(1);
});
