import { expect, test } from '../fixtures.ts';
import { SentPages } from '../pages/sent-pages.ts';

test('a viewer looks, and finds nothing to change', async ({ page, context, world }) => {
  const word = world.word();
  const [email, password] = [`viewer-${word}@haleorr.example`, 'long enough now'];
  await world.post('/api/v1/users', { name: 'Vera Vik', email, role: 'viewer', password });
  const link = await world.link({ description: word });
  const client = link.recipient?.name ?? '';
  await context.addCookies([await world.cookie(email, password)]);

  const sent = new SentPages(page);
  await sent.open(`?q=${word}`);
  const drawer = await sent.details(client);
  await expect(drawer.getByRole('button', { name: 'Copy link' })).toBeVisible();
  await expect(drawer.getByRole('button', { name: 'Cancel link' })).toHaveCount(0);
  await expect(drawer.getByRole('button', { name: /^Send/ })).toHaveCount(0);
  const navigation = page.getByRole('navigation', { name: 'Main' });
  await expect(navigation.getByRole('link', { name: 'New link' })).toHaveCount(0);

  await page.goto('/app/links/new');
  await expect(page.getByText('Your role does not include this')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Amount' })).toHaveCount(0);

  await page.goto('/app/settings');
  await expect(page.getByText('An owner or an admin of your firm can change this.')).toBeVisible();
  await expect(page.getByRole('main').getByRole('textbox')).toHaveCount(0);
  const settings = page.getByRole('navigation', { name: 'Settings' }).getByRole('link');
  await expect(settings).toHaveText(['Firm', 'Security']);
  for (const part of ['gateway', 'staff', 'keys', 'activity']) {
    await page.goto(`/app/settings/${part}`);
    await expect(page.getByText('Your role does not include this')).toBeVisible();
  }

  await page.goto('/app/accounts');
  await expect(page.getByRole('heading', { name: 'Operating account' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^(Add|Edit)/ })).toHaveCount(0);
});
