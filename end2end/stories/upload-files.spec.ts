import { expect, test } from '../fixtures.ts';
import { BulkUpload } from '../pages/bulk-upload.ts';
import { inBothSchemes } from '../pages/schemes.ts';

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
