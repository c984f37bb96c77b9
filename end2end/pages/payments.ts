import type { Locator, Page } from '@playwright/test';
import type { World } from '../world.ts';
import type { Client, Invoice } from './records.ts';

/** A payment with what became of its money, as far as the stories look at it. */
export interface Money {
  id: string;
  status: string;
  amount: number;
  refunded: number;
  withdrawn: number;
  allocated: number;
  client_id: string | null;
  gateway_id: string | null;
  payer_name: string | null;
}

/** The payment of a link that was paid by someone of that name. */
export async function paidBy(world: World, name: string, email: string, card?: string): Promise<Money> {
  const link = await world.link({ recipient: { name, email } });
  await world.pay(await world.checkout(link), { name, email, ...(card ? { card } : {}) });
  await world.becomes(link, 'paid');
  const [payment] = await world.payments(link);
  if (!payment) {
    throw new Error('the link has no payment');
  }
  return world.get<Money>(`/api/v1/payments/${payment.id}`);
}

/** A cheque over 620 dollars, or what `terms` say, which staff recorded. */
export async function cheque(world: World, terms: Record<string, unknown> = {}): Promise<Money> {
  const account = await world.account();
  const received_on = new Date().toISOString().slice(0, 10);
  return world.post<Money>('/api/v1/payments', {
    source: 'cheque',
    amount: 62_000,
    currency: 'USD',
    account_id: account.id,
    received_on,
    ...terms,
  });
}

/** The invoice as it is now. */
export async function invoiceNow(world: World, invoice: Invoice): Promise<Invoice> {
  return world.get<Invoice>(`/api/v1/invoices/${invoice.id}`);
}

/** The list of payments, with the details of one beside it. */
export class Payments {
  readonly toast: Locator;
  readonly dialog: Locator;
  readonly pays: Locator;

  constructor(private readonly page: Page) {
    this.toast = page.locator('.toasts');
    this.dialog = page.getByRole('dialog');
    this.pays = page.getByRole('region', { name: 'What it pays' });
  }

  tab(name: string): Locator {
    return this.page.getByRole('navigation', { name: 'Payments' }).getByRole('link', { name: new RegExp(`^${name}`) });
  }

  /** The details of a payment, opened by its address. */
  async open(payment: Money): Promise<void> {
    await this.page.goto(`/app/payments/${payment.id}`);
  }

  button(name: string): Locator {
    return this.page.locator('.drawer').getByRole('button', { name, exact: true });
  }

  /** The state, as its badge says it. */
  get badge(): Locator {
    return this.page.locator('.detail-status .badge');
  }

  /** Chooses a client in a dialog by typing. */
  async choose(client: Client): Promise<void> {
    await this.dialog.getByRole('combobox', { name: /client/i }).fill(client.name);
    await this.page.getByRole('option', { name: client.name }).click();
  }

  /** The field with what an invoice gets, or what is taken from a part. */
  amount(name: string): Locator {
    return this.dialog.getByRole('textbox', { name });
  }
}
