import { readFile } from 'node:fs/promises';
import { expect, test } from '../fixtures.ts';
import { BulkUpload, csv, newestImport } from '../pages/bulk-upload.ts';
import { inBothSchemes } from '../pages/schemes.ts';
import { SentPages } from '../pages/sent-pages.ts';
import { readCsv } from '../pages/workbook.ts';
import type { Link, World } from '../world.ts';

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
    const { id } = await newestImport(world);
    const links = await world.get<{ data: Link[] }>(`/api/v1/links?filter[import_id]=${id}`);
    expect(links.data.map((link) => link.status)).toEqual(['cancelled', 'cancelled', 'cancelled', 'cancelled']);
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
  const links = await world.get<{ data: Link[] }>(`/api/v1/links?filter[import_id]=${(await newestImport(world)).id}`);
  expect(links.data).toHaveLength(2);
});
