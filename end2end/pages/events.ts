import type { World } from '../world.ts';
import type { Client } from './records.ts';

/** An appointment, as far as the stories look at it. */
export interface Appointment {
  id: string;
  title: string;
  status: string;
  payment: string;
}

/** An appointment of a client for 120.00 dollars, 30.00 of it as a deposit. */
export async function makeAppointment(
  world: World,
  client: Client,
  terms: Record<string, unknown> = {},
): Promise<Appointment> {
  const accounts = await world.get<{ data: { id: string; kind: string }[] }>('/api/v1/accounts');
  const account_id = accounts.data.find((account) => account.kind === 'operating')?.id;
  return world.post<Appointment>('/api/v1/events', {
    client_id: client.id,
    title: `Consultation ${world.word()}`,
    place: 'Room 2',
    starts_at: '2027-03-03T09:30',
    minutes: 45,
    fee: 12_000,
    account_id,
    deposit_kind: 'fixed',
    deposit: 3_000,
    ...terms,
  });
}
