import type { Locator, Page } from '@playwright/test';

/** A table of which only the rows on the screen are in the page. */
export class DataTable {
  readonly table: Locator;
  /** The rows that are in the page now, without the header. */
  readonly rows: Locator;
  /** What scrolls on a desk. */
  readonly frame: Locator;
  readonly selectAll: Locator;

  constructor(
    private readonly page: Page,
    name: string,
  ) {
    this.table = page.getByRole('table', { name });
    this.rows = this.table.getByRole('row').filter({ has: page.getByRole('rowheader') });
    this.frame = page.locator('.table-frame');
    this.selectAll = page.getByRole('checkbox', { name: 'Select all that match' });
  }

  header(name: string): Locator {
    // The header's own name has that of its edge in it.
    const label = this.page.locator('.head-label', { hasText: new RegExp(`^${name}$`) });
    return this.table.getByRole('columnheader').filter({ has: label });
  }

  /** The edge of a header, which makes its column wider. */
  edge(name: string): Locator {
    return this.table.getByRole('separator', { name: `Width of ${name}`, exact: true });
  }

  row(text: string): Locator {
    return this.rows.filter({ hasText: text });
  }

  /** The row at a place from 1, if it is in the page. */
  at(place: number): Locator {
    return this.table.locator(`[aria-rowindex="${place + 1}"]`);
  }

  /** The headers in their order. */
  async headers(): Promise<string[]> {
    const headers = this.table.locator('thead th[data-column] .head-label');
    return headers.allInnerTexts();
  }

  async width(name: string): Promise<number> {
    return (await this.header(name).boundingBox())?.width ?? 0;
  }

  /** Drags something sideways, in steps as a hand does. */
  async drag(from: Locator, by: number): Promise<void> {
    const box = await from.boundingBox();
    if (!box) {
      throw new Error('what is to be dragged is not on the screen');
    }
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await this.page.mouse.move(x, y);
    await this.page.mouse.down();
    await this.page.mouse.move(x + by / 2, y, { steps: 4 });
    await this.page.mouse.move(x + by, y, { steps: 4 });
  }

  async drop(): Promise<void> {
    await this.page.mouse.up();
  }

  /** Scrolls back to the first row. */
  async scrollToStart(): Promise<void> {
    await this.frame.evaluate((frame) => {
      frame.scrollTop = 0;
      document.scrollingElement?.scrollTo(0, 0);
    });
  }

  /** Scrolls to the end of what is loaded, until nothing more comes. */
  async scrollToEnd(rows: number): Promise<void> {
    const last = this.at(rows);
    for (let turn = 0; turn < 50 && !(await last.isVisible()); turn += 1) {
      await this.frame.evaluate((frame) => {
        frame.scrollTop = frame.scrollHeight;
        const page = document.scrollingElement;
        page?.scrollTo(0, page.scrollHeight);
      });
      await this.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    }
  }
}
