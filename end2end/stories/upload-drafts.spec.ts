import { expect, test } from '../fixtures.ts';
import { BulkUpload, type Import } from '../pages/bulk-upload.ts';

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
