import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';

const toast = (page: Page) => page.locator('.toasts');

test('the firm is shown as payers see it while one types, and saved', async ({ staff, payer, world }) => {
  const before = await world.get<{ tagline: string; color: string }>('/api/v1/firm');
  const tagline = `Attorneys ${world.word()}`;
  const link = await world.link();
  await staff.goto('/app/settings/firm');
  const form = staff.getByRole('form', { name: 'Firm' });
  const preview = staff.getByRole('img', { name: "Preview of the payer's page" });
  await form.getByLabel('Tagline').fill(tagline);
  await expect(preview).toContainText(tagline);
  const button = preview.getByText('Pay $620.00');
  const color = () => button.evaluate((element) => getComputedStyle(element).backgroundColor);
  const green = await color();
  await form.getByRole('textbox', { name: 'Colour', exact: true }).fill('#7a1f3d');
  await expect.poll(color).not.toBe(green);

  await form.getByRole('textbox', { name: 'Name' }).fill('');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByRole('textbox', { name: 'Name' })).toHaveAttribute('aria-invalid', 'true');
  await expect(form.getByLabel('Tagline')).toHaveValue(tagline);
  await form.getByRole('textbox', { name: 'Name' }).fill('Hale & Orr LLP');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(toast(staff)).toContainText('The firm is saved.');

  await payer.goto(link.url);
  await expect(payer.getByRole('banner')).toContainText(tagline);
  await world.patch('/api/v1/firm', { tagline: before.tagline, color: before.color });
});

test.describe('the gateway', () => {
  test.use({ allowedErrors: [/status of 422 .*\/api\/v1\/connections/] });

  test('refuses keys that do not fit, takes those that do, and sets up its webhook', async ({ staff, world }) => {
    const label = world.word();
    await staff.goto('/app/settings/gateway');
    const keys = staff.getByRole('form', { name: 'Keys' });
    const publishable = keys.getByLabel('Publishable key');
    const secret = keys.getByLabel('Secret key');
    const connect = keys.getByRole('button', { name: 'Check and connect' });

    await test.step('keys of two modes', async () => {
      await publishable.fill(`pk_live_${label}`);
      await secret.fill(`sk_test_${label}`);
      await connect.click();
      await expect(secret).toHaveAccessibleDescription(/One key is for test mode and the other for live mode/);
      await expect(publishable).toHaveValue(`pk_live_${label}`);
    });

    await test.step('keys that the gateway does not know', async () => {
      await secret.fill(`sk_live_${label}`);
      await connect.click();
      await expect(secret).toHaveAccessibleDescription(/Stripe does not accept this key/);
      await expect(secret).toHaveValue(`sk_live_${label}`);
    });

    await publishable.fill(`pk_test_${label}`);
    await secret.fill(`sk_test_${label}`);
    await expect(keys).toContainText('Test mode: no real money moves.');
    await connect.click();
    await expect(toast(staff)).toContainText('Connected to');
    await expect(secret).toHaveValue('');
    const panel = staff.locator('section').filter({ hasText: `pk_test_${label}` });
    await expect(panel).toContainText('Test mode');
    await expect(panel).toContainText(`ends in ${label.slice(-4)}`);
    await expect(panel).not.toContainText(`sk_test_${label}`);

    await test.step('rolled keys, but no others', async () => {
      await panel.getByText('Replace keys', { exact: true }).click();
      const replace = staff.getByRole('form', { name: 'Replace keys' }).and(panel.locator('form'));
      const key = replace.getByLabel('Secret key');
      const submit = replace.getByRole('button', { name: 'Check and replace' });
      await expect(replace.getByLabel('Publishable key')).toHaveValue(`pk_test_${label}`);
      await key.fill(`sk_test_${world.word()}`);
      await submit.click();
      await expect(key).toHaveAccessibleDescription(/belongs to acct_\w+, and this gateway is acct_\w+/);
      await replace.getByLabel('Publishable key').fill(`pk_live_${label}`);
      await key.fill(`sk_live_${label}`);
      await submit.click();
      await expect(key).toHaveAccessibleDescription(/These are live keys, and this gateway is in test mode/);
      await replace.getByLabel('Publishable key').fill(`pk_test_${label}`);
      await key.fill(`sk_test_${label}_rolled`);
      await submit.click();
      await expect(toast(staff)).toContainText('The keys are replaced.');
      await expect(panel).toContainText('ends in lled');
      await expect(staff.locator('section').filter({ hasText: `pk_test_${label}` }), 'no second gateway').toHaveCount(1);
      await expect(submit).toBeHidden();
      await panel.getByText('Replace keys', { exact: true }).click();
      await expect(key).toHaveValue('');
    });

    await test.step('what a payment is called', async () => {
      const template = panel.getByLabel('What a payment is called');
      await template.fill('Fees, invoice {invoice_number}');
      await expect(template).toHaveAccessibleDescription(/“Fees, invoice INV-2104”/);
      await panel.getByRole('button', { name: 'Save the description' }).click();
      await expect(toast(staff)).toContainText('The description is saved.');
    });

    await test.step('the webhook, by a button or by hand', async () => {
      await panel.getByText('Set it up by hand').click();
      await expect(panel.getByRole('textbox', { name: 'Address of the webhook' })).toHaveValue(
        new RegExp(`^${world.demo.url}/hooks/stripe/con_`),
      );
      await expect(panel).toContainText('checkout.session.completed');
      await panel.getByRole('button', { name: 'Set up webhook' }).click();
      await expect(toast(staff)).toContainText('The webhook is set up.');
      await expect(panel.getByRole('heading', { name: 'Webhook' })).toContainText('Set up');
      await expect(panel.getByRole('button', { name: 'Set up webhook' })).toBeHidden();
    });
  });
});

test('someone is added, promoted and removed', async ({ staff, world }) => {
  const word = world.word();
  const name = `Bo Lind ${word}`;
  await staff.goto('/app/settings/staff');
  await staff.getByRole('button', { name: 'Add someone' }).click();
  const dialog = staff.getByRole('dialog', { name: 'Add someone' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Email address').fill(`bo-${word}@haleorr.example`);
  await dialog.getByLabel('Role').selectOption('Viewer');
  await expect(dialog.getByLabel('Role')).toHaveAccessibleDescription(/changes nothing/);
  await dialog.getByLabel('First password').fill('short');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await expect(dialog.getByLabel('First password')).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByLabel('First password').fill('long enough now');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await expect(toast(staff)).toContainText(`${name} can sign in now.`);

  const role = staff.getByRole('combobox', { name: `Role of ${name}` });
  await expect(role).toHaveValue('viewer');
  await role.selectOption('Biller');
  await expect(toast(staff)).toContainText(`${name} is saved.`);
  await staff.getByRole('button', { name: `Remove ${name}` }).click();
  await staff.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(staff.getByRole('row').filter({ hasText: name })).toHaveCount(0);
});

test('an API key is shown once, works, and is revoked', async ({ staff, world, request }) => {
  const name = `Practice ${world.word()}`;
  await staff.goto('/app/settings/keys');
  await staff.getByRole('button', { name: 'Make a key' }).click();
  const dialog = staff.getByRole('dialog', { name: 'Make an API key' });
  await dialog.getByLabel('What it is for').fill(name);
  await dialog.getByRole('button', { name: 'Make the key' }).click();
  await expect(dialog).toContainText('it is not shown again');
  const secret = await dialog.getByRole('textbox', { name: 'API key' }).inputValue();
  const headers = { authorization: `Bearer ${secret}` };
  expect((await request.get('/api/v1/links', { headers })).status()).toBe(200);
  await dialog.getByRole('button', { name: 'Done' }).click();

  const row = staff.getByRole('listitem').filter({ hasText: name });
  await expect(row).toBeVisible();
  expect(await staff.content()).not.toContain(secret);
  await row.getByRole('button', { name: `Revoke ${name}` }).click();
  await staff.getByRole('dialog').getByRole('button', { name: 'Revoke the key' }).click();
  await expect(row).toHaveCount(0);
  expect((await request.get('/api/v1/links', { headers })).status()).toBe(401);
});

test('what one does is in the activity log, and one signs out for good', async ({ page, world, signIn, isMobile }) => {
  await signIn(page);
  const link = await world.link();
  await world.cancel(link);
  await page.goto('/app/settings/activity');
  const events = page.getByRole('listitem');
  await expect(events.filter({ hasText: 'Link cancelled' }).first()).toBeVisible();
  await expect(events.filter({ hasText: 'Signed in' }).first()).toBeVisible();

  await page.goto('/app/settings/security');
  await expect(page.getByText('This browser', { exact: true })).toBeVisible();
  await expect(events.filter({ hasText: isMobile ? 'Chrome on' : 'Chrome on Linux' }).first()).toBeVisible();

  await page.getByRole('button', { name: 'Miriam Hale' }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).last().click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.goto('/app/links');
  await expect(page).toHaveURL(/\/app\/sign-in/);
});

test.describe('the password', () => {
  test.use({ allowedErrors: [/status of 422 .*\/password/] });

  test('is changed by who knows it, and ends every other session', async ({ page, context, world, request }) => {
    const email = `nora-${world.word()}@haleorr.example`;
    const [old, fresh] = ['long enough now', 'longer than before'];
    await world.post('/api/v1/users', { name: 'Nora Falk', email, role: 'viewer', password: old });
    const elsewhere = await world.cookie(email, old);
    await context.addCookies([await world.cookie(email, old)]);
    await page.goto('/app/settings/security');
    const form = page.getByRole('form', { name: 'Password' });
    const [current, next] = [form.getByLabel('Current password'), form.getByLabel('New password')];
    const change = form.getByRole('button', { name: 'Change the password' });
    const browsers = page.getByRole('listitem').filter({ hasText: 'Signed in' });
    await expect(browsers).toHaveCount(2);

    await next.fill('short');
    await change.click();
    await expect(current).toHaveAccessibleDescription(/Enter the password that you sign in with now/);
    await expect(next).toHaveAccessibleDescription(/Use at least 10 characters/);
    await current.fill('not the password');
    await next.fill(fresh);
    await change.click();
    await expect(current).toHaveAccessibleDescription(/This is not your password/);
    await expect(current).toBeFocused();

    await current.fill(old);
    await change.click();
    await expect(toast(page)).toContainText('Your password is changed. Everywhere else you are signed out.');
    await expect(next).toHaveValue('');
    await expect(browsers).toHaveCount(1);
    const headers = { cookie: `${elsewhere.name}=${elsewhere.value}` };
    expect((await request.get('/api/v1/links', { headers })).status()).toBe(401);
    expect((await world.cookie(email, fresh)).value).not.toBe('');
    await expect(world.cookie(email, old)).rejects.toThrow('401');
  });
});

test.describe('signing in', () => {
  test.use({ allowedErrors: [/status of 401 .*\/api\/v1\/session/] });

  test('leads back to where one wanted to go', async ({ page, world }) => {
    const wanted = '/app/payments?tab=failed&q=a%26b%20c';
    await page.goto(wanted);
    await expect(page).toHaveURL((url) => url.pathname === '/app/sign-in');
    const query = [...new URL(page.url()).searchParams];
    expect(query, 'the address says where one was, and nothing else').toEqual([['next', wanted]]);
    await page.getByLabel('Email').fill(world.demo.email);
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await page.getByLabel('Password').fill(world.demo.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL(wanted);
    await expect(page.getByRole('searchbox')).toHaveValue('a&b c');
  });

  const ELSEWHERE = ['https://elsewhere.example/app/', '//elsewhere.example/app/', '/l/token', '/app/..//elsewhere.example', '/app/sign-in?next=/app'];
  for (const next of ELSEWHERE) {
    test(`leads nowhere but into the dashboard, and not to ${next}`, async ({ page, signIn }) => {
      await signIn(page, `/app/sign-in?${new URLSearchParams({ next })}`);
      await expect(page).toHaveURL('/app/links');
    });
  }
});
