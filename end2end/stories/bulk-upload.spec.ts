import { readFile } from 'node:fs/promises';
import { expect, test } from '../fixtures.ts';
import { BulkUpload, csv } from '../pages/bulk-upload.ts';
import { inBothSchemes } from '../pages/schemes.ts';
import { SentPages } from '../pages/sent-pages.ts';
import { readCsv } from '../pages/workbook.ts';
import type { Link, World } from '../world.ts';

interface Import {
  id: string;
  state: string;
  counts: { ready: number; warning: number; error: number; created: number };
}

async function newest(world: World): Promise<Import> {
  const [first] = (await world.get<{ data: Import[] }>('/api/v1/imports')).data;
  if (!first) {
    throw new Error('there is no import');
  }
  return first;
}

test('@desktop a spreadsheet is uploaded, mended by keyboard, and sent', async ({ staff, world, axe, picture }) => {
  test.slow();
  const word = world.word();
  const [ann, ben, cay, dee, eve] = ['Ann', 'Ben', 'Cay', 'Dee', 'Eve'].map((name) => world.someone(name)) as [
    ReturnType<World['someone']>,
    ReturnType<World['someone']>,
    ReturnType<World['someone']>,
    ReturnType<World['someone']>,
    ReturnType<World['someone']>,
  ];
  const upload = new BulkUpload(staff);

  await test.step('a file with errors, whose columns are not all known', async () => {
    await upload.open();
    await expect(staff.getByRole('heading', { name: 'Bulk upload' })).toBeVisible();
    await inBothSchemes(staff, axe);
    await upload.file.setInputFiles(
      csv(`month-${word}.csv`, [
        ['Whom', 'Email address', 'To collect (USD)', 'Invoice no'],
        [ann.name, ann.email, '1,250.00', `A-${word}`],
        [ben.name, ben.email, 'a lot', `B-${word}`],
        [cay.name, cay.email, '62.50', `C-${word}`],
      ]),
    );
    await expect(staff.getByRole('heading', { name: 'What do the columns mean?' })).toBeVisible();
    await expect(staff.getByText(ann.name)).toBeVisible();
    await inBothSchemes(staff, axe);
    await picture(staff, 'import-columns');
    await upload.continue.click();
    await expect(staff.getByRole('alert').filter({ hasText: 'Choose which column holds the amount' })).toBeVisible();
    await upload.meaning('To collect (USD)').selectOption('amount');
    await upload.meaning('Whom').selectOption('recipient_name');
    await upload.continue.click();
  });

  await test.step('the error is at its cell, and is mended there', async () => {
    await expect(upload.grid).toBeVisible();
    await expect(upload.tab('Errors')).toHaveText(/1$/);
    const wrong = upload.cell(2, 'amount');
    await expect(wrong).toHaveAttribute('aria-invalid', 'true');
    await expect(wrong).toHaveAccessibleDescription(/Error: /);
    await inBothSchemes(staff, axe);
    await picture(staff, 'import-review');
    await upload.cell(1, 'recipient_name').click();
    await staff.keyboard.press('F8');
    await expect(wrong).toBeFocused();
    await staff.keyboard.type('99.5');
    await staff.keyboard.press('Enter');
    await expect(upload.cell(3, 'amount')).toBeFocused();
    await expect(upload.text(2, 'amount')).toHaveText('99.5');
    await expect(upload.tab('Errors')).toHaveText(/0$/);
    await expect(wrong).not.toHaveAttribute('aria-invalid', 'true');
  });

  await test.step('Escape keeps what was there, Delete empties, and Ctrl+Z brings it back', async () => {
    await staff.keyboard.type('7');
    await staff.keyboard.press('Escape');
    const cell = upload.cell(3, 'amount');
    await expect(upload.text(3, 'amount')).toHaveText('62.50');
    await expect(cell).toBeFocused();
    await staff.keyboard.press('Delete');
    await expect(upload.text(3, 'amount')).toHaveText('');
    await expect(upload.tab('Errors')).toHaveText(/1$/);
    await staff.keyboard.press('Control+z');
    await expect(upload.text(3, 'amount')).toHaveText('62.50');
    await expect(upload.tab('Errors')).toHaveText(/0$/);
  });

  await test.step('two rows are pasted below the last one', async () => {
    await upload.cell(4, 'recipient_name').click();
    await upload.paste(`${dee.name}\t${dee.email}\t10.00\tD-${word}\n${eve.name}\t${eve.email}\t20.00\tE-${word}\n`);
    await expect(upload.tab('All')).toHaveText(/5$/);
    await expect(upload.text(5, 'email')).toHaveText(eve.email);
    await expect(upload.save).toBeHidden();
  });

  await test.step('one is removed, put back, and removed again', async () => {
    await upload.row(5).getByRole('checkbox').check();
    await staff.getByRole('button', { name: 'Remove 1 row' }).click();
    await expect(upload.tab('All')).toHaveText(/4$/);
    await staff.locator('.toasts').getByRole('button', { name: 'Undo' }).click();
    await expect(upload.tab('All')).toHaveText(/5$/);
    await expect(upload.text(5, 'email')).toHaveText(eve.email);
    await staff.getByRole('button', { name: 'Redo' }).click();
    await expect(upload.tab('All')).toHaveText(/4$/);
    await expect(upload.save).toBeHidden();
  });

  await test.step('the draft is as it was after a reload', async () => {
    await staff.reload();
    await expect(upload.text(2, 'amount')).toHaveText('99.5');
    await expect(upload.text(4, 'email')).toHaveText(dee.email);
    await expect(upload.tab('All')).toHaveText(/4$/);
  });

  await test.step('a row shows its email', async () => {
    await upload.cell(1, 'email').click();
    await staff.getByRole('button', { name: 'Preview email' }).click();
    const mail = staff.getByRole('dialog', { name: 'The email of row 2' });
    await expect(mail).toContainText(ann.email);
    await expect(mail.frameLocator('iframe').getByText('$1,250.00').first()).toBeVisible();
    await picture(staff, 'import-mail');
    await staff.keyboard.press('Escape');
  });

  await test.step('what will happen is said in numbers, and done', async () => {
    await staff.getByRole('radio', { name: 'Email the links' }).check();
    await expect(upload.send).toHaveText(/Send 4 links/);
    await upload.send.click();
    await expect(upload.dialog).toContainText('4 links for $1,422.00 will be made and emailed.');
    await inBothSchemes(staff, axe);
    await picture(staff, 'import-send');
    await upload.dialog.getByRole('button', { name: 'Send 4 links' }).click();
    await expect(staff.getByRole('heading', { name: '4 links made and emailed' })).toBeVisible({ timeout: 30_000 });
    await inBothSchemes(staff, axe);
    await picture(staff, 'import-done');
  });

  await test.step('the mails arrive', async () => {
    await world.mail(ann.email, 'asks for $1,250.00');
    await world.mail(ben.email, 'asks for $99.50');
    await world.mail(dee.email, 'asks for $10.00');
  });

  await test.step('the file comes back with the links', async () => {
    const [download] = await Promise.all([
      staff.waitForEvent('download'),
      staff.getByRole('link', { name: 'Results as CSV' }).click(),
    ]);
    const rows = readCsv(await readFile(await download.path()));
    const header = rows[0] ?? [];
    const line = rows.find((row) => row.includes(ben.email)) ?? [];
    expect(header).toEqual(expect.arrayContaining(['Whom', 'Email address']));
    expect(line.some((text) => /\/l\/[\w-]+$/.test(text)), line.join(' | ')).toBe(true);
    expect(rows.flat()).not.toContain(eve.email);
  });

  await test.step('Sent pages has these links and no others; the unpaid ones are cancelled at once', async () => {
    await staff.getByRole('link', { name: 'Show the links' }).click();
    const sent = new SentPages(staff);
    await expect(sent.rows).toHaveCount(4);
    await expect(sent.row(dee.name)).toContainText('$10.00');
    await staff.goBack();
    await staff.getByRole('button', { name: 'Cancel the unpaid links…' }).click();
    const dialog = staff.getByRole('dialog', { name: 'Cancel links' });
    await expect(dialog).toContainText('4 links will be cancelled');
    await dialog.getByRole('button', { name: 'Cancel 4 links' }).click();
    await expect(staff.getByRole('heading', { name: '4 links cancelled' })).toBeVisible();
    const { id } = await newest(world);
    const links = await world.get<{ data: Link[] }>(`/api/v1/links?filter[import_id]=${id}`);
    expect(links.data.map((link) => link.status)).toEqual(['cancelled', 'cancelled', 'cancelled', 'cancelled']);
  });
});

test.describe('a file that is none', () => {
  test.use({ allowedErrors: [/status of 4\d\d .*\/imports\/files/] });

  test('is refused with a sentence at the place where it was dropped', async ({ staff, axe }) => {
    const upload = new BulkUpload(staff);
    await upload.open();
    const picture = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
    await upload.file.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: picture });
    const alert = staff.getByRole('alert').filter({ hasText: 'logo.png' });
    await expect(alert).toContainText('picture');
      await expect(upload.file).toHaveAccessibleDescription(/logo\.png/);
    await inBothSchemes(staff, axe);
    await upload.file.setInputFiles({ name: 'empty.csv', mimeType: 'text/csv', buffer: Buffer.alloc(0) });
    await expect(staff.getByRole('alert').filter({ hasText: 'empty.csv' })).toContainText('The file is empty');
    await expect(staff).toHaveURL(/\/app\/imports$/);
  });
});

test('@desktop a file is dropped, asks what its days mean, and is thrown away again', async ({ staff, world, axe }) => {
  const word = world.word();
  const upload = new BulkUpload(staff);
  await upload.open();
  await staff.locator('.drop').evaluate((zone, name) => {
    const dataTransfer = new DataTransfer();
    const text = 'Name;Email;Amount;Due date\nAnn;ann@example.org;10.00;03/04/2099\nBen;ben@example.org;20.00;05/06/2099\n';
    dataTransfer.items.add(new File([text], name, { type: 'text/csv' }));
    zone.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, `days-${word}.csv`);
  const question = staff.getByRole('group', { name: 'Does 03/04/2099 in row 2 mean 3 April 2099 or 4 March 2099?' });
  await expect(question).toBeVisible();
  await upload.continue.click();
  await expect(staff.getByRole('alert').filter({ hasText: 'Answer the question about Due date' })).toBeVisible();
  await question.getByRole('radio', { name: '3 April 2099' }).check();
  await inBothSchemes(staff, axe);
  await upload.continue.click();
  await expect(upload.text(1, 'due_on')).toHaveText('03/04/2099');
  await expect(upload.tab('Errors')).toHaveText(/0$/);

  await staff.getByRole('button', { name: 'Columns' }).click();
  await expect(upload.meaning('Amount')).toHaveValue('amount');
  await staff.getByRole('button', { name: 'Back to the rows' }).click();
  await expect(upload.grid).toBeVisible();

  await staff.getByRole('main').getByRole('link', { name: 'Bulk upload' }).click();
  const batch = staff.getByRole('row').filter({ hasText: `days-${word}.csv` });
  await expect(batch).toContainText('Draft');
  await batch.getByRole('button', { name: `Delete the draft days-${word}.csv` }).click();
  await staff.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(batch).toHaveCount(0);
});

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
  expect((await newest(world)).counts).toEqual({ ready: 0, warning: 0, error: 0, created: 30 });
});

test.describe('without a connection', () => {
  test.use({ allowedErrors: [/net::ERR_FAILED/] });

  test('@desktop text that could not be saved stays, and is saved at the second try', async ({ staff, world }) => {
    const word = world.word();
    const { id } = await world.post<Import>('/api/v1/imports', {
      name: `Draft ${word}`,
      rows: [{ recipient_name: 'Ann', email: 'ann@example.org', amount: '5.00' }],
    });
    await expect.poll(async () => (await world.get<Import>(`/api/v1/imports/${id}`)).state).toBe('review');
    const upload = new BulkUpload(staff);
    await staff.goto(`/app/imports/${id}`);
    await upload.cell(1, 'amount').click();
    await staff.route('**/rows', (route) => (route.request().method() === 'PATCH' ? route.abort() : route.continue()));
    await staff.keyboard.type('8.00');
    await staff.keyboard.press('Tab');
    await expect(upload.text(1, 'amount')).toHaveText('8.00');
    await expect(upload.cell(1, 'amount')).toHaveAccessibleDescription(/Not saved yet/);
    await staff.unroute('**/rows');
    await staff.getByRole('button', { name: 'Save again' }).click();
    await expect(upload.cell(1, 'amount')).not.toHaveAccessibleDescription(/Not saved yet/);
    const amount = async () => {
      const lines = await world.get<{ data: { cells: Record<string, string> }[] }>(`/api/v1/imports/${id}/rows`);
      return lines.data[0]?.cells.amount;
    };
    await expect.poll(amount).toBe('8.00');
    await expect(staff.getByRole('button', { name: 'Save again' })).toBeHidden();
  });
});

test.describe('signed out in between', () => {
  test.use({ allowedErrors: [/status of 401/] });

  test('@desktop what was typed is saved after one has signed in again', async ({ staff, world }) => {
    const { id } = await world.post<Import>('/api/v1/imports', {
      name: `Draft ${world.word()}`,
      rows: [{ recipient_name: 'Ann', email: 'ann@example.org', amount: '5.00' }],
    });
    await expect.poll(async () => (await world.get<Import>(`/api/v1/imports/${id}`)).state).toBe('review');
    const upload = new BulkUpload(staff);
    await staff.goto(`/app/imports/${id}`);
    await upload.cell(1, 'amount').click();
    await staff.context().clearCookies();
    await staff.keyboard.type('9.00');
    await staff.keyboard.press('Enter');
    await expect(staff).toHaveURL(/sign-in/);
    await staff.getByLabel('Email').fill(world.demo.email);
    await staff.getByLabel('Password').fill(world.demo.password);
    await staff.getByRole('button', { name: 'Sign in' }).click();
    await expect(staff).toHaveURL(new RegExp(id));
    await expect(staff.locator('.toasts')).toContainText('What you had typed before is saved now.');
    await expect(upload.text(1, 'amount')).toHaveText('9.00');
  });
});

test('@phone rows are cards, each mended in a sheet of its own', async ({ staff, world, axe, picture }) => {
  const word = world.word();
  const fay = world.someone('Fay');
  const upload = new BulkUpload(staff);
  await upload.open();
  await inBothSchemes(staff, axe);
  await picture(staff, 'imports');
  await upload.file.setInputFiles(
    csv(`phone-${word}.csv`, [
      ['Name', 'Email', 'Amount', 'Invoice number'],
      [fay.name, fay.email, 'soon', `F-${word}`],
      [`Gil ${word}`, `gil-${word}@example.org`, '30.00', `G-${word}`],
    ]),
  );
  const card = upload.card(fay.name);
  await expect(card).toContainText('Error');
  await inBothSchemes(staff, axe);
  await picture(staff, 'import-cards');
  await card.getByRole('button').click();
  const sheet = staff.getByRole('region', { name: 'Row 2' });
  await expect(sheet.getByLabel('Amount', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await inBothSchemes(staff, axe);
  await picture(staff, 'import-row');
  await sheet.getByLabel('Amount', { exact: true }).fill('45.00');
  await sheet.getByRole('button', { name: 'Back to the list' }).click();
  await expect(card).toContainText('45.00');
  await expect(card).toContainText('Ready');
  await staff.getByRole('radio', { name: 'Email the links' }).check();
  await expect(upload.send).toHaveText(/Send 2 links/);
  await upload.send.click();
  await inBothSchemes(staff, axe);
  await picture(staff, 'import-send');
  await upload.dialog.getByRole('button', { name: 'Send 2 links' }).click();
  await expect(staff.getByRole('heading', { name: '2 links made and emailed' })).toBeVisible({ timeout: 30_000 });
  await world.mail(fay.email, 'asks for $45.00');
  const links = await world.get<{ data: Link[] }>(`/api/v1/links?filter[import_id]=${(await newest(world)).id}`);
  expect(links.data).toHaveLength(2);
});
