import { expect } from '@playwright/test';
import type { Demo } from './fixtures.ts';

/** A payment link, as far as the stories look at it. */
export interface Link {
  id: string;
  url: string;
  status: 'outstanding' | 'processing' | 'partly_paid' | 'paid' | 'cancelled' | 'expired';
  amount: number;
  successor_id: string | null;
  recipient: { name: string; email: string } | null;
  description: string | null;
}

/** A payment, as far as the stories look at it. */
export interface Payment {
  id: string;
  status: string;
  flags: string[];
  /** The payment intent. */
  gateway_id: string;
}

/** What a new link may say; the rest is made up. */
export interface NewLink {
  amount?: number;
  account_id?: string;
  min_amount?: number;
  invoice_number?: string;
  description?: string;
  due_on?: string;
  expires_at?: string;
  message?: string;
  recipient?: { name: string; email: string };
  send?: boolean;
}

/** A mail that the demo sent. */
export interface Mail {
  subject: string;
  text: string;
  html: string;
}

/** How the control API pays. */
export interface Paying {
  method?: 'card' | 'bank_debit' | 'pay_later';
  name?: string;
  email?: string;
  card?: string;
  settle?: 'succeed' | 'fail' | 'manual';
  ignore_session_state?: boolean;
}

interface Account {
  id: string;
  name: string;
  ready: boolean;
  connection_id: string | null;
}

type Json = Record<string, unknown>;

/** What the browser of someone who has signed in holds. */
export interface Cookie {
  name: string;
  value: string;
  url: string;
}

const PATIENCE = { timeout: 15_000 };

/** What a story needs besides the browser: the product's REST API, the gateway's stand-in, the mailbox. */
export class World {
  private accounts: Account[] | undefined;

  constructor(readonly demo: Demo) {}

  /** A word that no other story has. */
  word(): string {
    return Math.random().toString(36).slice(2, 8);
  }

  /** Somebody whom no other story knows. */
  someone(name = 'Carla Mendes'): { name: string; email: string } {
    const word = this.word();
    return { name: `${name} ${word}`, email: `payer-${word}@example.org` };
  }

  async get<T>(path: string): Promise<T> {
    return this.call<T>('GET', path);
  }

  async post<T>(path: string, body: Json = {}): Promise<T> {
    return this.call<T>('POST', path, body);
  }

  async patch<T>(path: string, body: Json): Promise<T> {
    return this.call<T>('PATCH', path, body);
  }

  /** The operating account of the demo firm. */
  async account(): Promise<Account> {
    this.accounts ??= (await this.get<{ data: Account[] }>('/api/v1/accounts')).data;
    const found = this.accounts.find((account) => account.name === 'Operating account');
    if (!found) {
      throw new Error('the demo has no operating account');
    }
    return found;
  }

  /** Makes a link over 620 dollars, or what `terms` say. */
  async link(terms: NewLink = {}): Promise<Link> {
    const account = await this.account();
    return this.post<Link>('/api/v1/links', {
      amount: 62_000,
      currency: 'USD',
      account_id: account.id,
      recipient: this.someone(),
      ...terms,
    });
  }

  /** Makes many links, some at a time; `terms` says what the first, the second and so on ask for. */
  async links(count: number, terms: (at: number) => NewLink): Promise<Link[]> {
    const links: Link[] = [];
    for (let from = 1; from <= count; from += 10) {
      const some = Array.from({ length: Math.min(10, count - from + 1) }, (_, at) => this.link(terms(from + at)));
      links.push(...(await Promise.all(some)));
    }
    return links;
  }

  /** The link as it is now. */
  async reload(link: Link): Promise<Link> {
    return this.get<Link>(`/api/v1/links/${link.id}`);
  }

  /** Waits until the link is in a state. */
  async becomes(link: Link, status: Link['status']): Promise<Link> {
    await expect.poll(async () => (await this.reload(link)).status, PATIENCE).toBe(status);
    return this.reload(link);
  }

  async cancel(link: Link): Promise<Link> {
    return this.post<Link>(`/api/v1/links/${link.id}/cancellation`);
  }

  /** The payments of a link, the newest first. */
  async payments(link: Link): Promise<Payment[]> {
    return (await this.get<{ data: Payment[] }>(`/api/v1/payments?filter[link_id]=${link.id}`)).data;
  }

  /** Begins to pay without a browser; the answer is the gateway's page. */
  async checkout(link: Link, amount?: string): Promise<string> {
    const token = link.url.split('/').pop();
    const { url } = await this.post<{ url: string }>(`/api/v1/public/links/${token}/checkout`, { amount });
    return url;
  }

  /** Pays at the gateway without a browser. */
  async pay(url: string, how: Paying = {}): Promise<void> {
    await this.control('pay', { url, name: 'Carla Mendes', email: 'payer@example.org', ...how });
  }

  /** A link that was paid. */
  async paid(terms: NewLink = {}): Promise<Link> {
    const link = await this.link(terms);
    await this.pay(await this.checkout(link));
    return this.becomes(link, 'paid');
  }

  /** A link that was paid twice: the second payment is flagged. */
  async paidTwice(terms: NewLink = {}): Promise<Link> {
    const link = await this.link(terms);
    const url = await this.checkout(link);
    await this.pay(url);
    await this.becomes(link, 'paid');
    await this.pay(url, { ignore_session_state: true });
    await expect
      .poll(async () => (await this.payments(link)).flatMap((payment) => payment.flags), PATIENCE)
      .toEqual(['duplicate']);
    return link;
  }

  /** The bank decides on the debit with which a link is being paid. */
  async settle(link: Link, outcome: 'succeed' | 'fail'): Promise<void> {
    await this.becomes(link, 'processing');
    const [payment] = await this.payments(link);
    await this.control(`payment_intents/${payment?.gateway_id}/settle`, { outcome });
  }

  /** The payer's bank sends a refund back, named by the gateway's id. */
  async failRefund(id: string): Promise<void> {
    await this.control(`refunds/${id}/fail`, {});
  }

  /** Waits for a mail to an address whose subject has these words. */
  async mail(to: string, subject: string): Promise<Mail> {
    const query = new URLSearchParams({ to, subject });
    const read = async () => (await this.outside<{ data: Mail[] }>('GET', `/mailbox.json?${query}`)).data;
    await expect.poll(async () => (await read()).length, { ...PATIENCE, message: `${subject} to ${to}` }).toBe(1);
    const [mail] = await read();
    if (!mail) {
      throw new Error(`the mail to ${to} has gone`);
    }
    return mail;
  }

  /** The cookie of someone who has signed in. */
  async cookie(email: string, password: string): Promise<Cookie> {
    const answer = await fetch(`${this.demo.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    const [, name, value] = /^([^=]+)=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '') ?? [];
    if (!name || !value) {
      throw new Error(`signing in as ${email}: ${answer.status}`);
    }
    return { name, value, url: this.demo.url };
  }

  /** A call in the name of someone who has signed in. */
  async as<T>(cookie: Cookie, method: string, path: string, body?: Json): Promise<T> {
    const headers = { cookie: `${cookie.name}=${cookie.value}`, origin: this.demo.url };
    return request<T>(method, `${this.demo.url}${path}`, headers, body);
  }

  /** Tables as they are made, whatever someone did to them before. */
  async resetTables(cookie: Cookie): Promise<void> {
    for (const table of ['links', 'payments', 'clients', 'matters', 'invoices']) {
      await this.as(cookie, 'PUT', `/api/v1/tables/${table}/default`, { view_id: null });
      await this.as(cookie, 'PUT', `/api/v1/tables/${table}/setup`, {});
    }
  }

  /** Somebody else of the firm, who has signed in. */
  async colleague(name: string): Promise<Cookie> {
    const email = `colleague-${this.word()}@example.org`;
    const password = `long enough ${this.word()}`;
    await this.post('/api/v1/users', { name, email, role: 'biller', password });
    return this.cookie(email, password);
  }

  private async control(path: string, body: Json): Promise<void> {
    await this.outside('POST', `/control/${path}`, body);
  }

  private async outside<T>(method: string, path: string, body?: Json): Promise<T> {
    return request<T>(method, `${this.demo.sandbox}${path}`, {}, body);
  }

  private async call<T>(method: string, path: string, body?: Json): Promise<T> {
    const headers = { authorization: `Bearer ${this.demo.api_key}` };
    return request<T>(method, `${this.demo.url}${path}`, headers, body);
  }
}

async function request<T>(method: string, url: string, headers: Record<string, string>, body?: Json): Promise<T> {
  const answer = await fetch(url, {
    method,
    headers: body ? { ...headers, 'content-type': 'application/json' } : headers,
    body: body ? JSON.stringify(body) : undefined,
  });
  const text = await answer.text();
  if (!answer.ok) {
    throw new Error(`${method} ${url}: ${answer.status} ${text}`);
  }
  return (text ? JSON.parse(text) : undefined) as T;
}
