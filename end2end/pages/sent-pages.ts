import type { Locator, Page } from '@playwright/test';

/** The list of links, with the details of one beside it. */
export class SentPages {
  readonly rows: Locator;
  readonly search: Locator;
  readonly history: Locator;
  readonly toast: Locator;

  constructor(private readonly page: Page) {
    this.rows = page.getByRole('table', { name: 'Payment links' }).getByRole('row').filter({ has: page.getByRole('rowheader') });
    this.search = page.getByRole('searchbox', { name: 'Search name, number, amount' });
    this.history = page.locator('section').filter({ has: page.getByRole('heading', { name: 'History' }) }).last();
    this.toast = page.locator('.toasts');
  }

  async open(query = ''): Promise<void> {
    await this.page.goto(`/app/links${query}`);
  }

  row(text: string): Locator {
    return this.rows.filter({ hasText: text });
  }

  /** A tab of the status filter, without its count. */
  tab(name: string): Locator {
    return this.page.getByRole('navigation', { name: 'Status' }).getByRole('link', { name: new RegExp(`^${name}`) });
  }

  /** Opens the details of the link of someone. */
  async details(recipient: string): Promise<Locator> {
    await this.page.getByRole('link', { name: recipient, exact: true }).click();
    return this.drawer(recipient);
  }

  drawer(recipient: string): Locator {
    return this.page.getByRole('region', { name: recipient, exact: true });
  }
}
