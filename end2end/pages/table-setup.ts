import { expect, type Locator, type Page } from '@playwright/test';

interface Middle {
  x: number;
  y: number;
}

/** How a table is set up: the column configurator, filters and views, and the headers that show what came of it. */
export class TableSetup {
  readonly columnsButton: Locator;
  readonly panel: Locator;
  readonly rows: Locator;
  readonly keys: Locator;
  readonly voice: Locator;
  readonly filters: Locator;
  readonly viewsButton: Locator;

  constructor(private readonly page: Page) {
    this.columnsButton = page.getByRole('button', { name: 'Columns', exact: true });
    this.panel = page.getByRole('dialog', { name: 'Columns' });
    this.rows = this.panel.getByRole('list', { name: 'Columns in their order' }).locator('> li');
    this.keys = this.panel.getByRole('list', { name: /^Sorted by/ }).locator('> li');
    this.voice = this.panel.getByRole('status');
    this.filters = page.getByRole('group', { name: 'Filters' });
    this.viewsButton = page.getByRole('button', { name: /^View:/ });
  }

  async configure(): Promise<void> {
    await this.columnsButton.click();
    await expect(this.panel).toBeVisible();
  }

  /** Waits until the server has the set-up. */
  async kept(change: () => Promise<void>): Promise<void> {
    const answer = this.page.waitForResponse((r) => r.url().endsWith('/setup') && r.request().method() === 'PUT');
    await change();
    expect((await answer).status()).toBe(204);
  }

  row(column: string): Locator {
    return this.rows.filter({ has: this.page.getByRole('button', { name: `Move ${column}`, exact: true }) });
  }

  grip(column: string): Locator {
    return this.panel.getByRole('button', { name: `Move ${column}`, exact: true });
  }

  shown(column: string): Locator {
    return this.row(column).getByRole('switch');
  }

  /** The columns in the panel, in their order. */
  async order(): Promise<string[]> {
    const grips = await this.rows.getByRole('button', { name: /^Move / }).all();
    const names = await Promise.all(grips.map((grip) => grip.getAttribute('aria-label')));
    // *Move up* and *Move down* are named by their text.
    return names.flatMap((name) => (name ? [name.replace('Move ', '')] : []));
  }

  /** The headers of the table, in their order, without the box that selects. */
  async headers(): Promise<string[]> {
    const headers = this.page.getByRole('table').getByRole('columnheader').locator('.head-label');
    return headers.allInnerTexts();
  }

  /** The middle of a grip. */
  async middle(column: string): Promise<Middle> {
    const grip = this.grip(column);
    await grip.scrollIntoViewIfNeeded();
    const box = await grip.boundingBox();
    if (!box) {
      throw new Error(`${column} has no grip on the screen`);
    }
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  /** The middles of two grips that the list has room for at once: looking at one can scroll the other. */
  private async middles(one: string, other: string): Promise<[Middle, Middle]> {
    await this.middle(other);
    return [await this.middle(one), await this.middle(other)];
  }

  /** Drags a column to the place of another with the mouse, and lets go of it or not. */
  async drag(column: string, to: string, end: 'drop' | 'hold' = 'drop'): Promise<void> {
    const [from, target] = await this.middles(column, to);
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move(from.x, (from.y + target.y) / 2, { steps: 5 });
    await this.page.mouse.move(target.x, target.y, { steps: 5 });
    if (end === 'drop') {
      await this.page.mouse.up();
    }
  }

  /** Drags a column to the place of another with a finger: what the browser gets is a touch of the screen. */
  async swipe(column: string, to: string): Promise<void> {
    const [from, target] = await this.middles(column, to);
    const screen = await this.page.context().newCDPSession(this.page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
      screen.send('Input.dispatchTouchEvent', { type, touchPoints: points });
    await touch('touchStart', [from]);
    for (let step = 1; step <= 8; step += 1) {
      await touch('touchMove', [{ x: from.x, y: from.y + ((target.y - from.y) * step) / 8 }]);
    }
    await touch('touchEnd', []);
    await screen.detach();
  }

  chip(column: string): Locator {
    return this.filters.getByRole('button', { name: new RegExp(`^${column} `) });
  }

  /** Opens what asks something of a column. */
  async addFilter(column: string): Promise<Locator> {
    await this.filters.getByRole('button', { name: 'Filter', exact: true }).click();
    const columns = this.page.getByRole('dialog', { name: 'Add a filter' });
    await columns.getByRole('combobox', { name: 'Search columns' }).fill(column);
    await columns.getByRole('option', { name: column, exact: true }).click();
    return this.page.getByRole('dialog', { name: column, exact: true });
  }

  /** Opens the list of views. */
  async views(): Promise<Locator> {
    await this.viewsButton.click();
    return this.page.getByRole('dialog', { name: 'Views' });
  }
}
