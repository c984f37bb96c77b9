import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { NewLinkForm } from '../pages/new-link-form.ts';
import { PayerPage } from '../pages/payer-page.ts';
import { inBothSchemes } from '../pages/schemes.ts';
import { SentPages } from '../pages/sent-pages.ts';

// The payer's pages in all their states are looked at in states.spec.ts.

const PAGES = [
  ['/app/imports', 'Bulk upload'],
  ['/app/payments', 'Payments'],
  ['/app/accounts', 'Accounts'],
  ['/app/settings/firm', 'How payers see you'],
  ['/app/settings/gateway', 'Missed events'],
  ['/app/settings/staff', 'Staff'],
  ['/app/settings/keys', 'API keys'],
  ['/app/settings/security', 'Signed-in browsers'],
  ['/app/settings/activity', 'Activity'],
] as const;

for (const [path, heading] of PAGES) {
  test(`no barrier on ${path}`, async ({ staff, world, axe }) => {
    await world.link();
    await staff.goto(path);
    await expect(staff.getByRole('heading', { name: heading }).first()).toBeVisible();
    await inBothSchemes(staff, axe);
    await expect.poll(() => sideways(staff), 'nothing stands out sideways').toBe(0);
  });
}

/** How many pixels the page is wider than the screen. */
async function sideways(page: Page): Promise<number> {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  return width - (page.viewportSize()?.width ?? 0);
}

test('no barrier on the sign-in page, nor where there is nothing', async ({ page, axe }) => {
  await page.goto('/app/sign-in');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await inBothSchemes(page, axe);
  await page.goto('/app/nowhere/at/all');
  await expect(page.getByText('There is nothing here')).toBeVisible();
  await inBothSchemes(page, axe);
});

test('no barrier in the list', async ({ staff, world, axe }) => {
  const link = await world.link({ due_on: '2020-01-31', send: true });
  const sent = new SentPages(staff);
  await sent.open();
  await expect(sent.row(link.recipient?.email ?? '')).toBeVisible();
  await inBothSchemes(staff, axe);
});

test('no barrier in a link’s details and its dialog', async ({ staff, world, axe }) => {
  const link = await world.link({ min_amount: 10_000, send: true });
  const sent = new SentPages(staff);
  await sent.open();
  await sent.details(link.recipient?.name ?? '');
  await expect(sent.history.getByRole('listitem').first()).toBeVisible();
  await inBothSchemes(staff, axe);
  await staff.getByRole('button', { name: 'Cancel link' }).click();
  await expect(staff.getByRole('dialog')).toBeVisible();
  await inBothSchemes(staff, axe);
});

test('no barrier in a payment that needs a person', async ({ staff, world, axe }) => {
  const [payment] = await world.payments(await world.paidTwice({ invoice_number: 'INV-2104' }));
  await staff.goto(`/app/payments/${payment?.id}?status=succeeded`);
  await expect(staff.getByRole('region', { name: 'Facts' })).toBeVisible();
  await inBothSchemes(staff, axe);
});

test('no barrier in the quick link’s form, its mistakes and its end', async ({ staff, axe }) => {
  const form = new NewLinkForm(staff);
  await form.open();
  await form.amount.fill('1.250');
  await staff.getByRole('switch', { name: 'The client may pay less' }).check();
  await form.submit.click();
  await expect(form.amount).toHaveAttribute('aria-invalid', 'true');
  await inBothSchemes(staff, axe);
  await form.amount.fill('1250');
  await staff.getByRole('switch', { name: 'The client may pay less' }).uncheck();
  await staff.getByRole('radio', { name: 'Only make the link' }).check();
  await form.submit.click();
  await expect(form.ready).toBeVisible();
  await inBothSchemes(staff, axe);
});

test('no barrier in the dialogs of accounts and staff', async ({ staff, axe }) => {
  await staff.goto('/app/accounts');
  await staff.getByRole('button', { name: 'Add an account' }).click();
  await staff.getByLabel('Whose money').selectOption("Trust: clients' money");
  await inBothSchemes(staff, axe);
  await staff.goto('/app/settings/staff');
  await staff.getByRole('button', { name: 'Add someone' }).click();
  await staff.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
  await expect(staff.getByLabel('First password')).toHaveAttribute('aria-invalid', 'true');
  await inBothSchemes(staff, axe);
});

test('no barrier in the forms of the settings, unfolded and refused', async ({ staff, axe }) => {
  await staff.goto('/app/settings/gateway');
  await staff.getByText('Replace keys', { exact: true }).first().click();
  const replace = staff.getByRole('form', { name: 'Replace keys' }).first();
  await replace.getByRole('button', { name: 'Check and replace' }).click();
  await expect(replace.getByLabel('Secret key')).toHaveAttribute('aria-invalid', 'true');
  await inBothSchemes(staff, axe);
  await staff.goto('/app/settings/security');
  await staff.getByRole('button', { name: 'Change the password' }).click();
  await expect(staff.getByLabel('New password')).toHaveAttribute('aria-invalid', 'true');
  await inBothSchemes(staff, axe);
});

test.describe('a refused amount', () => {
  test.use({ allowedErrors: [/status of 422 .*\/checkout:0\)/] });

  test('is said without a barrier', async ({ payer, world, axe }) => {
    const page = new PayerPage(payer);
    await page.open(await world.link({ min_amount: 10_000 }));
    await page.amount.fill('50');
    await page.payButton.click();
    await expect(page.amount).toHaveAttribute('aria-invalid', 'true');
    await inBothSchemes(payer, axe);
  });
});
