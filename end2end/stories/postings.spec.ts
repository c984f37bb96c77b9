import { expect, test } from '../fixtures.ts';
import { makeClient, makeInvoice } from '../pages/records.ts';
import type { World } from '../world.ts';

/** A client of whom 620.00 of an invoice were paid by cheque, and what that is called in the table. */
async function paid(world: World) {
  const { name, email } = world.someone();
  const client = await makeClient(world, { kind: 'person', name, email });
  await makeInvoice(world, client, 62_000);
  const accounts = await world.get<{ data: { id: string; kind: string }[] }>('/api/v1/accounts');
  const operating = accounts.data.find((account) => account.kind === 'operating');
  await world.post('/api/v1/payments', {
    source: 'cheque',
    amount: 62_000,
    currency: 'usd',
    account_id: operating?.id,
    received_on: '2026-01-31',
    payer_name: name,
    allocation: { client_id: client.id },
  });
  return { client, name };
}

test('what was paid is posted as a batch, and what was said of it can be taken back', async ({
  staff,
  world,
  axe,
  picture,
  isMobile,
}) => {
  const { client } = await paid(world);
  await staff.goto(`/app/postings?status=to_post&client_id=${client.id}`);
  const table = staff.getByRole('table', { name: 'Postings' });
  await expect(table).toContainText('$620.00');
  await axe(staff);
  await picture(staff, 'postings');
  if (isMobile) {
    await staff.getByRole('button', { name: 'Select', exact: true }).click();
    await table.getByRole('row').last().tap();
  } else {
    await staff.getByRole('checkbox', { name: /^Select all/ }).check();
  }
  await picture(staff, 'postings-selected');
  await staff.getByRole('button', { name: 'Post as a batch' }).click();

  await expect(staff.getByRole('heading', { name: '$620.00' })).toBeVisible();
  await axe(staff);
  await picture(staff, 'posting-batch');
  const download = staff.waitForEvent('download');
  await staff.getByRole('link', { name: 'Download the file' }).click();
  expect((await download).suggestedFilename()).toMatch(/batch-\d+-.*\.csv$/);
  await staff.getByRole('button', { name: 'Mark all posted' }).click();
  const dialog = staff.getByRole('dialog');
  await dialog.getByRole('textbox', { name: /Reference there/ }).fill('Import 12');
  await dialog.getByRole('button', { name: 'Mark posted' }).click();
  await expect(staff.getByText('1 posting marked posted.')).toBeVisible();
  await expect(staff.getByRole('article')).toContainText('Done');
  await staff.getByRole('button', { name: 'Undo' }).click();
  await expect(staff.getByRole('article')).toContainText('1 open');
});

test('the file has the columns that the firm wants', async ({ staff, axe, picture }) => {
  await staff.goto('/app/postings/columns');
  const heading = staff.getByRole('textbox', { name: 'Heading of Client', exact: true });
  await expect(heading).toHaveValue('Client');
  await axe(staff);
  await picture(staff, 'posting-columns');
  await heading.fill('date');
  await staff.getByRole('button', { name: 'Save the columns' }).click();
  await expect(staff.getByLabel('Columns, in their order').getByText('Another column has this heading')).toBeVisible();
  await heading.fill('Client');
  await staff.getByRole('button', { name: 'Save the columns' }).click();
  await expect(staff.getByText('The next batch has these columns')).toBeVisible();
});
