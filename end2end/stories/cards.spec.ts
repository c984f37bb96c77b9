import { expect, test } from '../fixtures.ts';
import { PayerPage } from '../pages/payer-page.ts';

const GOOD = '4242424242424242';
const THANKS = 'Thank you, Carla. Your payment has arrived.';

for (const [number, what, message] of [
  ['4000000000000002', 'a declined card', 'Your card was declined.'],
  ['4000000000009995', 'a card without funds', 'Your card has insufficient funds.'],
] as const) {
  test(`${what} is said at once, and another card pays`, async ({ payer, world }) => {
    const link = await world.link();
    const page = new PayerPage(payer);
    await page.open(link);
    const hosted = await page.begin();
    await hosted.payByCard(number);
    await expect(hosted.problem).toHaveText(message);
    await hosted.payByCard(GOOD);
    await expect(page.heading).toHaveText(THANKS);
    await world.becomes(link, 'paid');
  });
}

test('who comes back after a decline reads why, and tries again', async ({ payer, world }) => {
  const link = await world.link();
  const page = new PayerPage(payer);
  await page.open(link);
  const hosted = await page.begin();
  await hosted.payByCard('4000000000009995');
  await expect(hosted.problem).toBeVisible();

  await payer.goto(`${link.url}/done`);
  await expect(page.heading).toHaveText('The payment was declined');
  await expect(payer.getByRole('main')).toContainText('insufficient funds');
  await expect(payer.getByRole('main')).toContainText('Nothing was charged.');
  await page.wayOn('Try again').click();
  await (await page.begin()).payByCard(GOOD);
  await expect(page.heading).toHaveText(THANKS);
});

test('3-D Secure: a refused question can be repeated, an answered one pays', async ({ payer, world }) => {
  const page = new PayerPage(payer);
  await page.open(await world.link());
  const hosted = await page.begin();
  await hosted.payByCard('4000000000003220');
  await hosted.answer('Fail');
  await expect(hosted.problem).toBeVisible();
  await hosted.payByCard('4000000000003220');
  await hosted.answer('Complete');
  await expect(page.heading).toHaveText(THANKS);
});

test('a bank debit is on its way until the bank has settled it', async ({ payer, world }) => {
  const link = await world.link();
  const page = new PayerPage(payer);
  await page.open(link);
  await (await page.begin()).payByBankDebit('000000000009');
  await expect(page.heading).toHaveText('Your payment is on its way');
  await expect(payer.getByRole('main')).toContainText('up to 4 business days');
  await world.becomes(link, 'processing');

  await page.open(link);
  await expect(page.heading).toHaveText('Your payment is on its way');
  await world.settle(link, 'succeed');
  // By itself: the page asks every few seconds.
  await expect(page.heading).toHaveText(THANKS);
  await world.becomes(link, 'paid');
});

test('a bank debit that fails leaves the link to be paid again', async ({ payer, world }) => {
  const link = await world.link();
  const page = new PayerPage(payer);
  await page.open(link);
  await (await page.begin()).payByBankDebit('000000000009');
  await expect(page.heading).toHaveText('Your payment is on its way');
  await world.settle(link, 'fail');
  await world.becomes(link, 'outstanding');

  await payer.reload();
  await expect(page.heading).toHaveText('The payment was declined');
  await page.wayOn('Try again').click();
  await (await page.begin()).payByCard(GOOD);
  await expect(page.heading).toHaveText(THANKS);
});

test('pay later is refused, and then approved', async ({ payer, world }) => {
  const page = new PayerPage(payer);
  await page.open(await world.link());
  const hosted = await page.begin();
  await hosted.payLater();
  await hosted.answer('Refuse');
  await expect(hosted.problem).toBeVisible();
  await hosted.payLater();
  await hosted.answer('Approve');
  await expect(page.heading).toHaveText(THANKS);
});

test('who changes their mind comes back to the link and finds it as it was', async ({ payer, world }) => {
  const link = await world.link();
  const page = new PayerPage(payer);
  await page.open(link);
  const first = await page.begin();
  const session = payer.url();
  await first.back();
  await expect(payer).toHaveURL(link.url);
  await expect(page.heading).toHaveText('Carla, you are asked to pay $620.00');
  await page.begin();
  expect(payer.url(), 'the session that is open is used again').toBe(session);
});
