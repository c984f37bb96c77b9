import { expect, test } from '../fixtures.ts';
import { NewLinkForm } from '../pages/new-link-form.ts';
import { SentPages } from '../pages/sent-pages.ts';

test('tabs, search and order are in the address, and back leads back', async ({ staff, world, isMobile }) => {
  const word = world.word();
  const named = (name: string) => ({ description: word, recipient: world.someone(name) });
  const small = await world.link({ amount: 1_000, ...named('Ann Okafor') });
  const large = await world.link({ amount: 9_000, ...named('Birch Dental') });
  const cancelled = await world.link({ amount: 5_000, ...named('Zoe Quist') });
  await world.cancel(cancelled);
  const sent = new SentPages(staff);
  const names = () => sent.rows.getByRole('rowheader').getByRole('link').allInnerTexts();
  const name = (link: typeof small) => link.recipient?.name ?? '';

  await test.step('search', async () => {
    await sent.open();
    await sent.search.fill(word);
    await expect(staff).toHaveURL(new RegExp(`q=${word}`));
    await expect.poll(names).toEqual([name(cancelled), name(large), name(small)]);
  });

  await test.step('tab', async () => {
    await sent.tab('Cancelled').click();
    await expect(staff).toHaveURL(/status=cancelled/);
    await expect(sent.tab('Cancelled')).toHaveAttribute('aria-current', 'page');
    await expect.poll(names).toEqual([name(cancelled)]);
    await staff.goBack();
    await expect(staff).not.toHaveURL(/status=/);
    await expect.poll(names).toEqual([name(cancelled), name(large), name(small)]);
  });

  await test.step('order', async () => {
    if (isMobile) {
      await staff.getByRole('combobox', { name: 'Order' }).selectOption('Amount, largest first');
    } else {
      await staff.getByRole('button', { name: 'Amount' }).click();
    }
    await expect(staff).toHaveURL(/sort=-amount/);
    await expect.poll(names).toEqual([name(large), name(cancelled), name(small)]);
  });

  await test.step('the address alone brings it all back', async () => {
    await staff.reload();
    await expect(sent.search).toHaveValue(word);
    await expect.poll(names).toEqual([name(large), name(cancelled), name(small)]);
  });

  await test.step('nothing found has a way on', async () => {
    await sent.search.fill(`${word}-nowhere`);
    await expect(staff.getByText('Nothing found')).toBeVisible();
    await staff.getByRole('link', { name: 'Show all links' }).click();
    await expect(staff).not.toHaveURL(/q=/);
    await expect(sent.search).toHaveValue('');
  });
});

test('a row that is opened while one still types stays open', async ({ staff, world }) => {
  const word = world.word();
  const link = await world.link({ description: word });
  const other = await world.link({ recipient: world.someone('Wren Adair') });
  const sent = new SentPages(staff);
  await sent.open();
  const [name, hidden] = [link.recipient?.name ?? '', other.recipient?.name ?? ''];
  await expect(sent.row(name)).toBeVisible();
  await expect(sent.row(hidden)).toBeVisible();
  // Both in one task of the browser: sooner than any pause.
  await sent.search.evaluate((input: HTMLInputElement, [words, id]) => {
    input.value = words ?? '';
    input.dispatchEvent(new Event('input', { bubbles: true }));
    document.querySelector<HTMLAnchorElement>(`a[href*="${id}"]`)?.click();
  }, [word, link.id]);
  await expect(sent.row(hidden)).toBeHidden();
  await expect(staff).toHaveURL(`/app/links/${link.id}?q=${word}`);
  await expect(sent.drawer(name)).toBeVisible();
});

test.describe('with the keyboard', { tag: '@desktop' }, () => {
  test('one searches, walks, opens and closes', async ({ staff, world }) => {
    const word = world.word();
    const older = await world.link({ description: word });
    const newer = await world.link({ description: word });
    const [first, second] = [newer.recipient?.name ?? '', older.recipient?.name ?? ''];
    const sent = new SentPages(staff);
    await sent.open();
    await expect(sent.rows.first()).toBeVisible();

    await staff.keyboard.press('/');
    await expect(sent.search).toBeFocused();
    await staff.keyboard.type(word);
    await expect(staff).toHaveURL(new RegExp(`q=${word}`));
    await expect(sent.rows).toHaveCount(2);
    await sent.search.blur();
    await staff.keyboard.press('ArrowDown');
    await expect(staff.getByRole('link', { name: first })).toBeFocused();
    await staff.keyboard.press('ArrowDown');
    await expect(staff.getByRole('link', { name: second })).toBeFocused();
    await staff.keyboard.press('ArrowUp');
    await staff.keyboard.press('Enter');
    await expect(sent.drawer(first)).toBeFocused();
    await expect(staff).toHaveURL(new RegExp(`/app/links/${newer.id}`));
    await staff.keyboard.press('Escape');
    await expect(sent.drawer(first)).toBeHidden();
    await expect(staff.getByRole('link', { name: first })).toBeFocused();

    await staff.keyboard.press('?');
    await expect(staff.getByRole('dialog', { name: 'Keyboard' })).toBeVisible();
    await staff.keyboard.press('Escape');
    await expect(staff.getByRole('dialog', { name: 'Keyboard' })).toBeHidden();
    await staff.keyboard.press('n');
    await expect(staff.getByRole('heading', { name: 'New link' })).toBeVisible();
  });
});

test('a link is sent again, and then cancelled', async ({ staff, world }) => {
  const client = world.someone();
  const other = world.someone('Dora Whitfield');
  const link = await world.link({ recipient: client, send: true });
  const sent = new SentPages(staff);
  await sent.open(`?q=${client.email}`);
  const drawer = await sent.details(client.name);

  await test.step('to another address', async () => {
    await drawer.getByRole('button', { name: 'Send again' }).click();
    const dialog = staff.getByRole('dialog', { name: 'Send the link by email' });
    await expect(dialog.getByLabel('Email address')).toHaveValue(client.email);
    await dialog.getByLabel('Email address').fill('nobody');
    await dialog.getByRole('button', { name: 'Send' }).click();
    await expect(dialog.getByLabel('Email address')).toHaveAccessibleDescription(/Enter an email address/);
    await dialog.getByLabel('Email address').fill(other.email);
    await dialog.getByRole('button', { name: 'Send' }).click();
    await expect(sent.toast).toContainText(`The link is on its way to ${other.email}.`);
    await world.mail(other.email, 'asks for $620.00');
  });

  await test.step('not by accident', async () => {
    const dialog = staff.getByRole('dialog', { name: 'Cancel this link?' });
    await drawer.getByRole('button', { name: 'Cancel link' }).click();
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await expect(dialog).toBeHidden();
    expect((await world.reload(link)).status).toBe('outstanding');
    await drawer.getByRole('button', { name: 'Cancel link' }).click();
    await dialog.getByRole('button', { name: 'Cancel the link' }).click();
    await expect(sent.toast).toContainText('The link is cancelled.');
  });
  await expect(drawer).toContainText('Cancelled');
  await expect(drawer.getByRole('button', { name: 'Cancel link' })).toBeHidden();
  await world.becomes(link, 'cancelled');
});

test('a mail that came back is said in red, with the way on', async ({ staff, world }) => {
  const word = world.word();
  const client = { name: `Farid Aziz ${word}`, email: 'bounce@example.org' };
  const other = world.someone('Farid Aziz');
  await world.link({ recipient: client, send: true });
  const sent = new SentPages(staff);
  await sent.open(`?q=${word}`);
  await expect(sent.row(client.name)).toContainText('Mail bounced');
  const drawer = await sent.details(client.name);
  await drawer.getByRole('button', { name: 'Send to another address' }).click();
  const dialog = staff.getByRole('dialog');
  await dialog.getByLabel('Email address').fill(other.email);
  await dialog.getByRole('button', { name: 'Send' }).click();
  await world.mail(other.email, 'asks for');
  await expect(drawer).toContainText('Outstanding');
  await expect(drawer).not.toContainText('was refused');
});

test('a payment that came twice is flagged until someone has attended to it', async ({ staff, world }) => {
  const link = await world.paidTwice({ invoice_number: `INV-${world.word()}` });
  const [flagged] = (await world.payments(link)).filter((payment) => payment.flags.length > 0);
  await staff.goto('/app/payments');
  const tabs = staff.getByRole('navigation', { name: 'Payments' });
  await tabs.getByRole('link', { name: /^Needs attention/ }).click();
  await expect(staff).toHaveURL(/flagged=yes/);
  const rows = staff.getByRole('table', { name: 'Payments' }).getByRole('row').filter({ hasText: 'Paid twice' });
  await expect(rows).not.toHaveCount(0);

  await staff.goto(`/app/payments/${flagged?.id}?flagged=yes`);
  const drawer = staff.getByRole('region', { name: 'Carla Mendes' });
  await expect(drawer).toContainText('The link had already been paid. Refund one of the two payments.');
  await drawer.getByRole('button', { name: 'Mark as attended to' }).click();
  await expect(drawer).toContainText('Someone has attended to this.');
  await expect(drawer.getByRole('button', { name: 'Mark as attended to' })).toBeHidden();
  await drawer.getByRole('link', { name: 'See its link' }).click();
  await expect(staff).toHaveURL(new RegExp(`/app/links/${link.id}`));
});

test('payments under way and failed ones have their tabs', async ({ staff, world }) => {
  const [slow, failed] = [await world.link({ amount: 7_700 }), await world.link({ amount: 8_800 })];
  await world.pay(await world.checkout(slow), { method: 'bank_debit', settle: 'manual' });
  await world.pay(await world.checkout(failed), { card: '4000000000000002' });
  await world.becomes(slow, 'processing');
  const tabs = staff.getByRole('navigation', { name: 'Payments' });
  const rows = staff.getByRole('table', { name: 'Payments' }).getByRole('row');
  await staff.goto('/app/payments');
  await tabs.getByRole('link', { name: /^Pending/ }).click();
  await expect(rows.filter({ hasText: '$77.00' })).toContainText('Processing');
  await tabs.getByRole('link', { name: /^Failed/ }).click();
  await expect(rows.filter({ hasText: '$88.00' })).toContainText('Failed');
});

test.describe('a trust account', () => {
  test.use({ allowedErrors: [/status of 422 .*\/attestation/] });

  test('that is not ready says why, wherever one might choose it', async ({ staff, world }) => {
    const word = world.word();
    const name = `Escrow ${word}`;
    // Trust money that an owner vouches for has a gateway account of its own.
    const keys = { publishable_key: `pk_test_${word}`, secret_key: `sk_test_${word}` };
    const { id } = await world.post<{ id: string }>('/api/v1/connections', keys);
    await world.post('/api/v1/accounts', { name, kind: 'trust', currency: 'USD', connection_id: id });
    const why = /No fee and no chargeback may come out of a trust account\./;

    await staff.goto('/app/accounts');
    const card = staff.getByRole('listitem').filter({ has: staff.getByRole('heading', { name }) });
    await expect(card).toContainText('Not ready');
    await expect(card).toContainText(why);

    const form = new NewLinkForm(staff);
    await form.open();
    await expect(staff.getByRole('radio', { name: new RegExp(name) })).toBeDisabled();
    await expect(staff.getByRole('group', { name: 'Goes to' })).toContainText(why);

    await staff.getByRole('group', { name: 'Goes to' }).getByRole('link', { name: 'See accounts' }).first().click();
    await card.getByRole('button', { name: 'Attest who pays fees' }).click();
    const dialog = staff.getByRole('dialog');
    await dialog.getByLabel("Who pays the gateway's fees").fill(name);
    await dialog.getByLabel('Who covers negative balances').fill('The operating account');
    await dialog.getByRole('button', { name: 'I attest this' }).click();
    await expect(dialog.getByLabel("Who pays the gateway's fees")).toHaveAttribute('aria-invalid', 'true');
    await dialog.getByLabel("Who pays the gateway's fees").fill('The operating account');
    await dialog.getByRole('button', { name: 'I attest this' }).click();
    await expect(dialog).toBeHidden();
    await expect(card.getByText('Ready', { exact: true })).toBeVisible();
    await expect(card).toContainText('Attested by Miriam Hale');
  });
});

test.describe('the quick link’s form', () => {
  test('says everything that is wrong at once, and loses nothing', async ({ staff, world }) => {
    const client = world.someone();
    const form = new NewLinkForm(staff);
    await form.open();
    await form.amount.fill('1.250');
    await form.description.fill('Custody');
    await form.name.fill(client.name);
    await form.email.fill('nobody at all');
    await staff.getByRole('switch', { name: 'The client may pay less' }).check();
    await form.submit.click();

    await expect(form.amount).toBeFocused();
    expect(await form.mistake(form.amount)).toContain('Is this 1250 or 1.25? Write it without the separator');
    expect(await form.mistake(form.email)).toContain('Enter an email address');
    const least = staff.getByRole('textbox', { name: 'At least' });
    expect(await form.mistake(least)).toContain('Enter an amount');
    await expect(form.amount).toHaveValue('1.250');
    await expect(form.description).toHaveValue('Custody');
    await expect(form.name).toHaveValue(client.name);
    await expect(form.email).toHaveValue('nobody at all');

    await form.amount.fill('1250');
    expect(await form.mistake(form.amount)).toBe('');
    await least.fill('100');
    await form.email.fill(client.email);
    await form.submit.click();
    await expect(form.ready).toBeVisible();
    await world.mail(client.email, 'asks for $1,250.00');
  });

  test('only makes a link if that is all one wants, and offers recent recipients', async ({ staff, world }) => {
    const client = world.someone();
    await world.link({ recipient: client });
    const form = new NewLinkForm(staff);
    await form.open();
    await staff.getByRole('radio', { name: 'Only make the link' }).check();
    await form.amount.fill('99.50');
    await form.name.fill(client.name);
    await staff.getByRole('option', { name: client.name }).click();
    await expect(form.email).toHaveValue(client.email);
    await form.submit.click();
    await expect(form.ready).toBeVisible();
    await expect(staff.getByRole('main')).toContainText('Hand the link over yourself.');
    await staff.getByRole('button', { name: 'Make another' }).click();
    await expect(form.amount).toHaveValue('');
  });
});
