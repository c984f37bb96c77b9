import type { Locator, Page } from '@playwright/test';
import { HostedCheckout } from './hosted-checkout.ts';

/** What the payer sees behind a link. */
export class PayerPage {
  readonly heading: Locator;
  readonly amount: Locator;
  readonly payButton: Locator;
  readonly receipt: Locator;

  constructor(private readonly page: Page) {
    this.heading = page.getByRole('heading', { level: 1 });
    this.amount = page.getByRole('textbox', { name: 'Amount' });
    this.payButton = page.getByRole('button', { name: /^Pay/ });
    this.receipt = page.getByRole('article');
  }

  async open(link: { url: string }): Promise<void> {
    await this.page.goto(link.url);
  }

  /** On to the gateway's page. */
  async begin(): Promise<HostedCheckout> {
    await this.payButton.click();
    const hosted = new HostedCheckout(this.page);
    await hosted.payButton.waitFor();
    return hosted;
  }

  /** A button or link that leads on. */
  wayOn(name: string): Locator {
    return this.page.getByRole('link', { name });
  }
}
