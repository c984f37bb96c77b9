import { expect, test } from '../fixtures.ts';
import { makeClient, makeInvoice } from '../pages/records.ts';

test('an invoice and a statement come as files, also to who pays without an account', async ({ staff, payer, world }) => {
  const client = await makeClient(world);
  const invoice = await makeInvoice(world, client, 50_000);
  const file = async (page: typeof staff, name: string): Promise<[string, string]> => {
    const href = await page.getByRole('link', { name }).getAttribute('href');
    const answer = await page.request.get(href ?? '');
    expect(answer.status()).toBe(200);
    return [answer.headers()['content-type'] ?? '', (await answer.body()).subarray(0, 4).toString('latin1')];
  };
  await staff.goto(`/app/invoices/${invoice.id}`);
  await expect(staff.getByRole('link', { name: 'PDF' })).toBeVisible();
  expect(await file(staff, 'PDF')).toEqual(['application/pdf', '%PDF']);
  await staff.goto(`/app/clients/${client.id}/statement`);
  await expect(staff.getByRole('link', { name: 'PDF' })).toBeVisible();
  expect(await file(staff, 'PDF')).toEqual(['application/pdf', '%PDF']);
  expect((await file(staff, 'Excel'))[1].slice(0, 2)).toBe('PK');
  const page = await world.get<{ url: string }>(`/api/v1/invoices/${invoice.id}`);
  await payer.goto(page.url);
  expect(await file(payer, 'Download PDF')).toEqual(['application/pdf', '%PDF']);
});
