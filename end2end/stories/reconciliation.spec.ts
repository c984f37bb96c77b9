import { expect, test } from '../fixtures.ts';

const BANK = `Date,Description,Reference,Amount,Balance
2026-03-12,CHEQUE DEPOSIT,No 1177,"1,000.00","1,000.00"
2026-03-20,DEPOSIT SLIP,,700.00,"1,700.00"
`;

// A file that is not whole is refused.
test.use({ allowedErrors: [/status of 422 .*\/(bank-statements|reopening)/] });

test('a month is uploaded, matched, closed and opened again', async ({ staff, world, axe, picture }) => {
  const name = `Trust ${world.word()}`;
  const account = await world.post<{ id: string }>('/api/v1/accounts', { name, kind: 'trust', currency: 'USD' });
  const cheque = async (amount: number, received_on: string, reference: string): Promise<void> => {
    const by = { source: 'cheque', currency: 'USD', account_id: account.id, payer_name: 'Ida Marsh' };
    await world.post('/api/v1/payments', { ...by, amount, received_on, reference });
  };
  await cheque(100_000, '2026-03-10', '1177');
  await cheque(30_000, '2026-03-19', '1178');
  await cheque(40_000, '2026-03-19', '1179');
  await cheque(5_000, '2026-03-31', '1180');

  await staff.goto(`/app/reconciliation?account=${account.id}&month=2026-03`);
  await expect(staff.getByRole('heading', { name: `${name}, March 2026` })).toBeVisible();
  await expect(staff.getByText('Upload the bank’s statement, or enter what was there')).toBeVisible();
  const upload = async (text: string): Promise<void> => {
    const file = { name: 'march.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
    await staff.getByLabel('The bank’s statement').setInputFiles(file);
  };
  await upload(BANK.replace('"1,700.00"', '"1,900.00"'));
  await expect(staff.getByRole('alert')).toContainText('Row 3: the balance');
  await upload(BANK);
  await expect(staff.getByText('2 lines are here.')).toBeVisible();
  await expect(staff.getByText('2 lines are probably in the books')).toBeVisible();
  await axe(staff);
  await picture(staff, 'reconciliation');

  // By hand: a line, its two cheques, and what they come to.
  const bar = staff.getByRole('region', { name: 'What is ticked' });
  await staff.getByRole('checkbox', { name: /DEPOSIT SLIP, \$700.00/ }).check();
  await staff.getByRole('checkbox', { name: /\$300.00/ }).check();
  await expect(bar.getByText('Difference $400.00')).toBeVisible();
  await expect(bar.getByRole('button', { name: 'Match' })).toBeDisabled();
  await staff.getByRole('checkbox', { name: /\$400.00/ }).check();
  await picture(staff, 'reconciliation-ticked');
  await bar.getByRole('button', { name: 'Match' }).click();
  await expect(staff.getByText('1 line is probably in the books')).toBeVisible();
  await staff.getByRole('button', { name: 'Match all of them' }).click();
  await expect(staff.getByText('Every line of the bank is in the books.')).toBeVisible();

  // All three sides agree: it is closed, and says so on paper.
  await expect(staff.getByText('The bank, the books and what belongs to whom agree.')).toBeVisible();
  await staff.getByRole('button', { name: 'Close the month' }).click();
  await staff.getByRole('dialog').getByRole('button', { name: 'Close the month' }).click();
  await expect(staff.getByText('March 2026 is closed.')).toBeVisible();
  await expect(staff.getByRole('checkbox')).toHaveCount(0);
  await picture(staff, 'reconciliation-closed');
  const paper = await staff.getByRole('link', { name: 'Signed PDF' }).getAttribute('href');
  expect((await staff.request.get(paper ?? '')).headers()['content-type']).toBe('application/pdf');

  await staff.getByRole('button', { name: 'Open it again' }).click();
  const dialog = staff.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Open it again' }).click();
  await expect(dialog.getByText('Enter')).toBeVisible();
  await dialog.getByLabel('Why').fill('A cheque was missing');
  await dialog.getByRole('button', { name: 'Open it again' }).click();
  await expect(staff.getByText('March 2026 is open again.')).toBeVisible();
});
