import type { Locator, Page } from '@playwright/test';

/** The quick link's form, and what came of it. */
export class NewLinkForm {
  readonly amount: Locator;
  readonly description: Locator;
  readonly name: Locator;
  readonly email: Locator;
  readonly preview: Locator;
  readonly submit: Locator;
  readonly ready: Locator;
  readonly address: Locator;
  readonly qrCode: Locator;

  constructor(private readonly page: Page) {
    this.amount = page.getByRole('textbox', { name: 'Amount' });
    this.description = page.getByRole('textbox', { name: /^For/ });
    this.name = page.getByRole('combobox', { name: 'Name' });
    this.email = page.getByRole('textbox', { name: 'Email address' });
    this.preview = page.getByRole('region', { name: 'What the client will see' });
    this.submit = page.getByRole('button', { name: /^(Send|Make) the link$/ });
    this.ready = page.getByRole('heading', { name: 'The link is ready' });
    this.address = page.getByRole('textbox', { name: 'Address of the link' });
    this.qrCode = page.getByRole('img', { name: 'QR code of the payment link' });
  }

  async open(): Promise<void> {
    await this.page.goto('/app/links/new');
  }

  /** The sentence that stands at a field. */
  async mistake(field: Locator): Promise<string> {
    const described = (await field.getAttribute('aria-describedby')) ?? '';
    const id = described.split(' ').find((part) => part.endsWith('-error'));
    return id ? this.page.locator(`#${id}`).innerText() : '';
  }
}
