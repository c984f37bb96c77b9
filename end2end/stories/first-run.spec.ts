import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test as base } from '../fixtures.ts';

interface FreshServer {
  url: string;
  /** The code that the server printed. */
  code: string;
}

/** `tender serve` in an empty data folder. */
const test = base.extend<{ fresh: FreshServer }>({
  fresh: async ({ context }, use) => {
    const data = await mkdtemp(join(tmpdir(), 'tender-first-run-'));
    const addr = `127.0.0.1:${await freePort()}`;
    const child = spawn(process.env.TENDER_BIN ?? 'tender', ['serve'], {
      env: freshEnvironment({ TENDER_DATA: data, TENDER_ADDR: addr, RUST_LOG: 'info', NO_COLOR: '1' }),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    try {
      await use({ url: `http://${addr}`, code: await printedCode(child) });
    } finally {
      // A page that is still open asks a server that is gone for its stream, and complains.
      await Promise.all(context.pages().map((page) => page.close()));
      child.kill('SIGTERM');
      await ended;
      await rm(data, { recursive: true, force: true });
    }
  },
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** Nobody's settings but the story's: a `DATABASE_URL` of the machine must not reach a first run. */
function freshEnvironment(own: Record<string, string>): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, TENDER_SITE } = process.env;
  return { PATH, HOME, TMPDIR, TENDER_SITE, ...own };
}

/** Reads the log until the server serves; goes on reading it afterwards, so that the pipe never fills. */
async function printedCode(child: ChildProcess): Promise<string> {
  const log: string[] = [];
  const serving = new Promise<void>((resolve) => {
    if (!child.stderr) {
      throw new Error('tender was started without a pipe');
    }
    const lines = createInterface({ input: child.stderr });
    lines.on('line', (line) => {
      log.push(line);
      if (line.includes('serving')) {
        resolve();
      }
    });
    lines.on('close', resolve);
  });
  await serving;
  const code = /enter the code (\w+)/.exec(log.join('\n'))?.[1] ?? '';
  expect(code, `the log names the code: ${log.join('\n')}`).not.toBe('');
  return code;
}

test('a first run leads to the set-up, and the code opens it', async ({ page, fresh, axe }) => {
  await page.goto(`${fresh.url}/app`);
  await expect(page).toHaveURL(/\/app\/setup$/);
  await expect(page.getByRole('heading', { name: 'Set up your firm' })).toBeVisible();
  await axe(page);

  await page.getByRole('button', { name: 'Create the firm' }).click();
  await expect(page.getByLabel('One-time code')).toBeFocused();
  await expect(page.getByLabel('One-time code')).toHaveAttribute('aria-invalid', 'true');

  await page.getByLabel('One-time code').fill(fresh.code);
  const firm = page.getByRole('group', { name: 'The firm' });
  await firm.getByLabel('Name').fill('Marsh & Vale');
  await expect(firm.getByLabel('Time zone')).toHaveValue('America/New_York');
  await page.getByLabel('Your name').fill('Ann Marsh');
  await page.getByLabel('Email address').fill('ann@marsh.example');
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByRole('button', { name: 'Create the firm' }).click();

  await expect(page).toHaveURL(/\/app\/settings\/gateway$/);
  await expect(page.getByRole('heading', { name: 'Connect Stripe' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Ann Marsh' })).toBeVisible();
  await page.goto(`${fresh.url}/app/links`);
  await expect(page.getByText('No payment links yet')).toBeVisible();
});
