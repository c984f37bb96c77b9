import type { Locator, Page } from '@playwright/test';

/** The gateway's own page, where the payer chooses how to pay. */
export class HostedCheckout {
  /** What the gateway says went wrong. */
  readonly problem: Locator;
  readonly payButton: Locator;

  constructor(private readonly page: Page) {
    this.problem = page.getByRole('alert');
    this.payButton = page.getByRole('button', { name: /^Pay / });
  }

  async payByCard(number: string, name = 'Carla Mendes'): Promise<void> {
    await this.page.getByRole('radio', { name: 'Card' }).check();
    await this.page.getByLabel('Card number').fill(number);
    await this.page.getByLabel('Expiry').fill('12 / 40');
    await this.page.getByLabel('CVC').fill('123');
    await this.page.getByLabel('Name on card').fill(name);
    await this.submit();
  }

  async payByBankDebit(account: string): Promise<void> {
    await this.page.getByRole('radio', { name: 'Bank debit' }).check();
    await this.page.getByLabel('Account holder').fill('Carla Mendes');
    await this.page.getByLabel('Routing number').fill('110000000');
    await this.page.getByLabel('Account number').fill(account);
    await this.submit();
  }

  async payLater(): Promise<void> {
    await this.page.getByRole('radio', { name: 'Pay later' }).check();
    await this.page.getByLabel('Full name').fill('Carla Mendes');
    await this.submit();
  }

  /** The bank or the provider asks on a page of its own. */
  async answer(name: 'Complete' | 'Fail' | 'Approve' | 'Refuse'): Promise<void> {
    await this.page.getByRole('button', { name }).click();
  }

  async back(): Promise<void> {
    await this.page.getByRole('link', { name: 'Back' }).click();
  }

  private async submit(): Promise<void> {
    const email = this.page.getByLabel('Email');
    if (await email.isVisible()) {
      await email.fill('payer@example.org');
    }
    await this.payButton.click();
  }
}
