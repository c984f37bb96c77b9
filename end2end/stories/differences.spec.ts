import { expect, test } from '../fixtures.ts';

test('the gateway is compared with us, and nothing differs', async ({ staff, axe, picture }) => {
  await staff.goto('/app/payments/differences');
  await staff.getByRole('button', { name: 'Compare' }).first().click();
  const said = staff.locator('.compared-said').first();
  await expect(said).toContainText(/\d+ differences?/, { timeout: 20_000 });
  await expect(said).toContainText('payments and');
  await axe(staff);
  await picture(staff, 'differences');
});
