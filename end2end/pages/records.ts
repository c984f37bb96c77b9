import type { Locator, Page } from '@playwright/test';
import type { World } from '../world.ts';

/** A client, as far as the stories look at it. */
export interface Client {
  id: string;
  name: string;
  status: string;
  merged_into: string | null;
  balances: { currency: string; owed: number; credit: number; trust: number }[];
}

/** A matter, as far as the stories look at it. */
export interface Matter {
  id: string;
  number: string;
  name: string;
  status: string;
}

/** An invoice, as far as the stories look at it. */
export interface Invoice {
  id: string;
  number: string;
  status: string;
  total: number;
  open: number;
}

/** A client whom no other story knows. */
export async function makeClient(world: World, terms: Record<string, unknown> = {}): Promise<Client> {
  const { name, email } = world.someone('Marsh Holdings');
  return world.post<Client>('/api/v1/clients', { kind: 'organisation', name, email, ...terms });
}

/** A matter of a client. */
export async function makeMatter(world: World, client: Client, terms: Record<string, unknown> = {}): Promise<Matter> {
  const number = `2026-${world.word()}`;
  return world.post<Matter>('/api/v1/matters', { client_id: client.id, number, name: 'Lease', ...terms });
}

/** An invoice of a client over one line, in minor units. */
export async function makeInvoice(
  world: World,
  client: Client,
  amount: number,
  terms: Record<string, unknown> = {},
): Promise<Invoice> {
  const number = `INV-${world.word()}`;
  const lines = [{ description: 'Advice', quantity: 1000, unit_price: amount, tax_rate: 0 }];
  return world.post<Invoice>('/api/v1/invoices', { client_id: client.id, number, lines, ...terms });
}

/** The page of a client, a matter or an invoice. */
export class RecordPage {
  readonly heading: Locator;
  readonly about: Locator;
  readonly balances: Locator;
  readonly history: Locator;
  readonly ask: Locator;

  constructor(private readonly page: Page) {
    this.heading = page.getByRole('heading', { level: 1 });
    this.about = page.locator('.record-about');
    this.balances = page.locator('.balances');
    this.history = page.locator('section').filter({ has: page.getByRole('heading', { name: 'History' }) }).last();
    this.ask = page.getByRole('link', { name: 'Ask for payment' });
  }

  /** A figure by its name. */
  balance(name: string): Locator {
    return this.balances.locator('.balance').filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** A list of what belongs to the record. */
  list(name: string): Locator {
    return this.page.getByRole('region', { name, exact: true });
  }
}
