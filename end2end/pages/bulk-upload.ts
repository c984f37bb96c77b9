import type { Locator, Page } from '@playwright/test';
import type { World } from '../world.ts';

/** An upload, as far as the stories look at it. */
export interface Import {
  id: string;
  state: string;
  counts: { ready: number; warning: number; error: number; created: number };
}

/** The upload that was made last. */
export async function newestImport(world: World): Promise<Import> {
  const [first] = (await world.get<{ data: Import[] }>('/api/v1/imports')).data;
  if (!first) {
    throw new Error('there is no import');
  }
  return first;
}

/** A file as it is dropped or chosen. */
export interface UploadFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** A file of comma-separated values. */
export function csv(name: string, rows: string[][]): UploadFile {
  const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const text = rows.map((row) => row.map(cell).join(',')).join('\n');
  return { name, mimeType: 'text/csv', buffer: Buffer.from(`${text}\n`) };
}

/** Bulk upload: where it begins, the columns, the grid, and what is sent. */
export class BulkUpload {
  readonly file: Locator;
  readonly grid: Locator;
  readonly continue: Locator;
  readonly save: Locator;
  readonly send: Locator;
  readonly dialog: Locator;

  constructor(private readonly page: Page) {
    this.file = page.getByLabel('Choose a file');
    this.grid = page.getByRole('grid', { name: 'Rows of the upload' });
    this.continue = page.getByRole('button', { name: 'Continue' });
    this.save = page.getByText('Saving…');
    this.send = page.getByRole('button', { name: /^(Send|Make) .*…$|^Send the remaining rows$/ });
    this.dialog = page.getByRole('dialog', { name: 'Send the links' });
  }

  async open(): Promise<void> {
    await this.page.goto('/app/imports');
  }

  /** What the header of a file means. */
  meaning(header: string): Locator {
    return this.page.getByRole('combobox', { name: header, exact: true });
  }

  /** A tab above the rows, without its count. */
  tab(name: string): Locator {
    return this.page.getByRole('navigation', { name: 'Rows' }).getByRole('link', { name: new RegExp(`^${name}`) });
  }

  /** The row at a place from 1. */
  row(place: number): Locator {
    return this.page.locator(`tr[aria-rowindex="${place + 1}"]`);
  }

  /** A cell, by its row's place from 1 and its column's word in the API. */
  cell(place: number, column: string): Locator {
    return this.row(place).locator(`[data-cell$=":${column}"]`);
  }

  /** What a cell shows, without what is said about it. */
  text(place: number, column: string): Locator {
    return this.cell(place, column).locator('.text');
  }

  /** A row's card on a phone. */
  card(text: string): Locator {
    return this.page.getByRole('row').filter({ hasText: text });
  }

  /** Pastes a text where the focus is, as a spreadsheet would. */
  async paste(text: string): Promise<void> {
    await this.page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', text);
      const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      document.activeElement?.dispatchEvent(event);
    }, text);
  }
}
