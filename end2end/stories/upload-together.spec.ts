import { expect, test } from '../fixtures.ts';
import { BulkUpload, type Import } from '../pages/bulk-upload.ts';
import type { World } from '../world.ts';

/** An upload of three rows, ready to be mended; its first row has the number 2. */
async function draft(world: World, name: string): Promise<Import> {
  const rows = ['Ann', 'Ben', 'Cay'].map((recipient_name) => ({
    recipient_name,
    email: `${recipient_name.toLowerCase()}@example.org`,
    amount: '5.00',
  }));
  const draft = await world.post<Import>('/api/v1/imports', { name, rows });
  await expect.poll(async () => (await world.get<Import>(`/api/v1/imports/${draft.id}`)).state).toBe('review');
  return draft;
}

test('@desktop what somebody else does to an upload shows up, and what one types stays', async ({ staff, world }) => {
  const { id } = await draft(world, `Together ${world.word()}`);
  const rows = `/api/v1/imports/${id}/rows`;
  const upload = new BulkUpload(staff);
  await staff.goto(`/app/imports/${id}`);
  await expect(upload.tab('All')).toHaveText(/3$/);
  await upload.cell(2, 'amount').click();
  await staff.keyboard.type('31');

  await world.patch(rows, { edits: [{ row: 2, column: 'amount', text: '77.00' }] });
  await expect(upload.text(1, 'amount')).toHaveText('77.00');
  await world.patch(rows, { add: [{ recipient_name: 'Dee', email: 'dee@example.org', amount: 'much' }], remove: [4] });
  await expect(upload.tab('Errors')).toHaveText(/1$/);
  await expect(upload.text(3, 'recipient_name')).toHaveText('Dee');
  await expect(staff.locator(':focus')).toHaveValue('31');

  await staff.keyboard.press('Enter');
  await expect(upload.text(2, 'amount')).toHaveText('31');
  const amounts = async () => {
    const { data } = await world.get<{ data: { cells: Record<string, string> }[] }>(rows);
    return data.map((line) => line.cells.amount);
  };
  await expect.poll(amounts).toEqual(['77.00', '31', 'much']);

  // What happens before a page listens is on it when it is loaded the next time.
  const listens = staff.waitForResponse('**/api/v1/stream');
  await staff.goto('/app/imports');
  await listens;
  const name = `Another ${world.word()}`;
  await expect(staff.getByRole('table', { name: /^Uploads/ })).toBeVisible();
  await draft(world, name);
  await expect(staff.getByRole('link', { name })).toBeVisible();
});

test.describe('an answer is lost', () => {
  test.use({ allowedErrors: [/net::ERR_FAILED/] });

  test('@desktop a row that is added twice for want of an answer is there once', async ({ staff, world }) => {
    const { id } = await draft(world, `Lost ${world.word()}`);
    const upload = new BulkUpload(staff);
    await staff.goto(`/app/imports/${id}`);
    await staff.route('**/rows', async (route) => {
      if (route.request().method() === 'PATCH') {
        await route.fetch();
        await route.abort();
      } else {
        await route.continue();
      }
    });
    await upload.cell(4, 'amount').click();
    await staff.keyboard.type('8.00');
    await staff.keyboard.press('Enter');
    await expect(upload.cell(4, 'amount')).toHaveAccessibleDescription(/Not saved yet/);
    await staff.unroute('**/rows');
    // The page hears of the row, as of one that somebody else has added.
    await expect(upload.tab('All')).toHaveText(/4$/);
    await expect(upload.text(4, 'amount')).toHaveText('8.00');
    await staff.getByRole('button', { name: 'Save again' }).click();
    await expect(staff.getByText('Not saved yet')).toHaveCount(0);
    await expect(upload.grid.getByText('8.00', { exact: true })).toHaveCount(1);
    await expect(upload.tab('All')).toHaveText(/4$/);
    const { data } = await world.get<{ data: unknown[] }>(`/api/v1/imports/${id}/rows`);
    expect(data).toHaveLength(4);
  });
});
