import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import AxeBuilder from '@axe-core/playwright';
import {
  type BrowserContext,
  type ConsoleMessage,
  type Page,
  type TestInfo,
  test as base,
  expect,
} from '@playwright/test';
import { type Cookie, World } from './world.ts';

/** The line that `tender demo --json` prints when it is ready. */
export interface Demo {
  /** Where the product is. */
  url: string;
  /** The owner of the demo firm. */
  email: string;
  password: string;
  /** A key of the demo firm, for the REST API. */
  api_key: string;
  /** Where the gateway's stand-in is, with its control API. */
  sandbox: string;
  /** Where the mails that were sent can be read. */
  mailbox: string;
}

interface Helpers {
  /** What the browser may complain about in this test; anything else on the console fails it. */
  allowedErrors: RegExp[];
  /** Fails on any violation of WCAG 2.2 AA or of axe's best practices on the page as it is now, or of some rules. */
  axe: (page: Page, rules?: readonly string[]) => Promise<void>;
  /** Signs in by the form, at an address of it, as the demo firm's owner and waits for the dashboard. */
  signIn: (page: Page, address?: string) => Promise<void>;
  /** A browser in which the demo firm's owner has signed in. */
  staff: Page;
  /** The payer's browser: another one than `page` and `staff`, in which nobody is signed in. */
  payer: Page;
  /** Keeps a picture of the page, in the report and in the folder that `SCREENSHOTS` names; none if it names none. */
  picture: (page: Page, name: string) => Promise<void>;
}

interface WorkerFixtures {
  demo: Demo;
  /** The product's API, the gateway's stand-in and the mailbox. */
  world: World;
  /** The owner's sign-in, made once for each worker. */
  owner: Cookie;
}

const STARTS_WITHIN_MS = 30_000;
const ENDS_WITHIN_MS = 10_000;
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export { expect };

export const test = base.extend<Helpers, WorkerFixtures>({
  allowedErrors: async ({}, use) => {
    await use([]);
  },

  /** A product of its own for each worker: fresh firm, free ports, nothing shared. */
  demo: [
    // The empty pattern tells Playwright that this needs no other fixture.
    async ({}, use) => {
      const child = start();
      try {
        await use(await ready(child));
      } finally {
        await stop(child);
      }
    },
    { scope: 'worker', timeout: STARTS_WITHIN_MS + ENDS_WITHIN_MS },
  ],

  baseURL: async ({ demo }, use) => {
    await use(demo.url);
  },

  world: [
    async ({ demo }, use) => {
      await use(new World(demo));
    },
    { scope: 'worker' },
  ],

  owner: [
    async ({ demo, world }, use) => {
      await use(await world.cookie(demo.email, demo.password));
    },
    { scope: 'worker' },
  ],

  /** Every page of the browser is listened to, also those that a story opens itself. */
  context: async ({ context, allowedErrors }, use) => {
    const check = listen(context, allowedErrors);
    await use(context);
    check();
  },

  staff: async ({ context, owner, world }, use) => {
    await context.addCookies([owner]);
    // The owner is the same for all stories, and tables stay as one leaves them.
    await world.resetTables(owner);
    await use(await context.newPage());
  },

  payer: async ({ browser, allowedErrors }, use) => {
    const context = await browser.newContext();
    const check = listen(context, allowedErrors);
    await use(await context.newPage());
    await context.close();
    check();
  },

  axe: async ({}, use, info) => {
    await use((page, rules) => findBarriers(page, info, rules));
  },

  signIn: async ({ demo }, use) => {
    await use(async (page, address = '/app/sign-in') => {
      await page.goto(address);
      await page.getByLabel('Email').fill(demo.email);
      await page.getByLabel('Password').fill(demo.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL((url) => url.pathname.startsWith('/app') && !url.pathname.startsWith('/app/sign-in'));
    });
  },

  picture: async ({}, use, info) => {
    await use(async (page, name) => {
      const folder = process.env.SCREENSHOTS;
      if (!folder) {
        return;
      }
      const path = `${folder}/${name}-${info.project.name}.png`;
      await page.screenshot({ path, fullPage: true, animations: 'disabled' });
      await info.attach(name, { path, contentType: 'image/png' });
    });
  },
});

/** Collects what goes to the console; the answer checks that there was nothing but what is allowed. */
function listen(context: BrowserContext, allowed: RegExp[]): () => void {
  const errors: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error') {
      errors.push(describe(message));
    }
  });
  context.on('weberror', (error) => {
    errors.push(`uncaught: ${error.error().stack ?? error.error().message}`);
  });
  return () => {
    const unexpected = errors.filter((error) => !allowed.some((pattern) => pattern.test(error)));
    expect(unexpected, 'the console stays free of errors').toEqual([]);
  };
}

async function findBarriers(page: Page, info: TestInfo, rules?: readonly string[]): Promise<void> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules ? axe.withRules([...rules]) : axe.withTags(RULES)).analyze();
  if (violations.length > 0) {
    const body = JSON.stringify(violations, null, 2);
    await info.attach('axe', { body, contentType: 'application/json' });
  }
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, any }) => `${id}: ${help} (${target.join(' ')}) ${any[0]?.message ?? ''}`),
  );
  expect(found, `no barrier on ${page.url()}`).toEqual([]);
}

function describe(message: ConsoleMessage): string {
  const { url, lineNumber } = message.location();
  return `${message.text()} (${url}:${lineNumber})`;
}

function start(): ChildProcess {
  const binary = process.env.TENDER_BIN;
  if (!binary) {
    throw new Error('TENDER_BIN must name the binary `tender`; `make test` does that');
  }
  // What goes well is of no interest among the results.
  const env = { RUST_LOG: 'warn', ...process.env };
  return spawn(binary, ['demo', '--json'], { stdio: ['ignore', 'pipe', 'inherit'], env });
}

/** The first line of the output, once it is there. */
async function ready(child: ChildProcess): Promise<Demo> {
  if (!child.stdout) {
    throw new Error('tender was started without a pipe');
  }
  const lines = createInterface({ input: child.stdout });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Demo>((resolve, reject) => {
      lines.once('line', (line) => {
        try {
          resolve(JSON.parse(line) as Demo);
        } catch {
          reject(new Error(`tender demo --json printed no JSON: ${line}`));
        }
      });
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        reject(new Error(`tender demo ended (${signal ?? code}) before it was ready`));
      });
      timer = setTimeout(() => {
        reject(new Error('tender demo was not ready in time'));
      }, STARTS_WITHIN_MS);
    });
  } finally {
    clearTimeout(timer);
    // Read on, or the pipe fills and the server stands still.
    child.stdout.resume();
  }
}

/** Asks the process to end, and insists when it does not. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
    return;
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN_MS);
  await ended;
  clearTimeout(timer);
}
