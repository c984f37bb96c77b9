import { expect, test } from '../fixtures.ts';
import { makeAppointment } from '../pages/events.ts';
import { makeClient, RecordPage } from '../pages/records.ts';
import { inBothSchemes } from '../pages/schemes.ts';

test('an appointment is booked from the calendar, and its deposit asked for by mail', async ({
  staff,
  world,
  axe,
  picture,
}) => {
  const client = await makeClient(world);
  const record = new RecordPage(staff);
  await staff.goto('/app/calendar?day=2027-03-03&view=day');
  await staff.getByRole('link', { name: 'New appointment' }).click();
  const form = staff.getByRole('form', { name: 'Appointment' });
  await form.getByLabel('Title').fill('First consultation');
  await form.getByRole('combobox', { name: 'Client' }).fill(client.name);
  await staff.getByRole('option', { name: client.name }).click();
  await form.getByLabel('Day').fill('2027-03-14');
  await form.getByLabel('Begins').fill('02:30');
  await form.getByLabel('Fee').fill('120');
  await form.getByLabel('Deposit', { exact: true }).selectOption('A part of the fee');
  await form.getByLabel('Part of the fee').fill('25');
  await inBothSchemes(staff, axe);
  await form.getByLabel('Begins').fill('10:00');
  await form.getByRole('button', { name: 'Book the appointment' }).click();

  await expect(record.heading).toHaveText('First consultation');
  await expect(record.about).toContainText('Deposit unpaid');
  await expect(record.about).toContainText('Sun 14 Mar 2027, 10:00–10:45');
  await expect(record.balance('Fee')).toContainText('deposit of $30.00 unpaid');
  await inBothSchemes(staff, axe);
  await picture(staff, 'appointment');

  await staff.getByRole('button', { name: 'Send deposit link' }).click();
  await staff.getByRole('dialog').getByRole('button', { name: 'Send it' }).click();
  await expect(record.list('Payment links')).toContainText('Deposit');
  await expect(record.list('Payment links')).toContainText('$30.00');

  await staff.getByRole('button', { name: 'Cancel', exact: true }).click();
  await staff.getByRole('dialog').getByRole('button', { name: 'Cancel the appointment' }).click();
  await expect(record.about).toContainText('Cancelled');
  await expect(record.list('Payment links')).toContainText('Cancelled');
  await staff.getByRole('button', { name: 'Restore' }).click();
  await expect(record.about).toContainText('Booked');
});

test('the calendar shows months, weeks and days, and turns by keys', async ({ staff, world, axe, picture }) => {
  const client = await makeClient(world);
  const visit = await makeAppointment(world, client, { starts_at: '2027-06-16T09:30' });
  await staff.goto('/app/calendar?day=2027-06-16&view=week');
  const shown = staff.getByRole('link', { name: visit.title });
  await expect(shown).toBeVisible();
  await inBothSchemes(staff, axe);
  await picture(staff, 'calendar-week');
  await staff.keyboard.press('m');
  await expect(staff).toHaveURL(/view=month/);
  await expect(shown).toBeVisible();
  await inBothSchemes(staff, axe);
  await picture(staff, 'calendar-month');
  await staff.keyboard.press('ArrowRight');
  await expect(staff.getByRole('heading', { name: 'July 2027' })).toBeVisible();
  await expect(shown).toHaveCount(0);
  await staff.keyboard.press('ArrowLeft');
  await expect(shown).toBeVisible();
  await shown.click();
  await expect(new RecordPage(staff).heading).toHaveText(visit.title);
});

test('a calendar is followed elsewhere until its address is revoked', async ({ staff, request }) => {
  await staff.goto('/app/calendar');
  await staff.getByRole('button', { name: 'Follow' }).click();
  const dialog = staff.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Make an address' }).click();
  const url = await dialog.getByLabel('Address of your calendar').inputValue();
  const followed = await request.get(url);
  expect(followed.headers()['content-type']).toBe('text/calendar; charset=utf-8');
  expect(await followed.text()).toContain('BEGIN:VCALENDAR');
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await expect(dialog.getByRole('button', { name: 'Make an address' })).toBeVisible();
  expect((await request.get(url)).status()).toBe(404);
});
