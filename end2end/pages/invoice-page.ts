import type { Locator, Page } from '@playwright/test';
import type { Link, World } from '../world.ts';
import { HostedCheckout } from './hosted-checkout.ts';

/** An invoice that has a page of its own. */
export interface PublicInvoice {
  id: string;
  number: string;
  url: string;
  client_id: string;
}

/** An invoice over 326.63 dollars, of two lines, due on a day. */
export async function makePublicInvoice(world: World, terms: Record<string, unknown> = {}): Promise<PublicInvoice> {
  const client = await world.post<{ id: string }>('/api/v1/clients', world.someone('Marsh Holdings'));
  return world.post<PublicInvoice>('/api/v1/invoices', {
    client_id: client.id,
    number: `INV-${world.word()}`,
    issued_on: '2026-01-05',
    due_on: '2030-11-21',
    note: 'Thank you for your trust.',
    lines: [
      { description: 'Advice on the lease of the warehouse', quantity: 1500, unit_price: 20_000, tax_rate: 8875 },
      { description: 'Filing fee', unit_price: 7500 },
      { description: 'Discount', unit_price: -7500 },
    ],
    ...terms,
  });
}

/** A link that asks for so much of it. */
export async function askFor(world: World, invoice: PublicInvoice, amount: number): Promise<Link> {
  const terms = { amount, client_id: invoice.client_id, items: [{ invoice_id: invoice.id, amount }] };
  return world.link(terms);
}

/** What whoever has the address of an invoice sees. */
export class InvoicePage {
  readonly heading: Locator;
  readonly sheet: Locator;
  readonly payButton: Locator;
  readonly refusal: Locator;

  constructor(private readonly page: Page) {
    this.heading = page.getByRole('heading', { level: 1 });
    this.sheet = page.getByRole('article');
    this.payButton = page.getByRole('button', { name: /^Pay/ });
    this.refusal = page.getByRole('alert');
  }

  async open(invoice: PublicInvoice): Promise<void> {
    await this.page.goto(invoice.url);
  }

  /** A sum below the lines. */
  sum(name: string): Locator {
    return this.sheet.getByRole('row').filter({ has: this.page.getByRole('rowheader', { name, exact: true }) });
  }

  /** On to the gateway's page. */
  async begin(): Promise<HostedCheckout> {
    await this.payButton.click();
    const hosted = new HostedCheckout(this.page);
    await hosted.payButton.waitFor();
    return hosted;
  }
}
