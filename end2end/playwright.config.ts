import { defineConfig } from '@playwright/test';

// Chromium's own services look for hosts that a test has no business with, and root has no sandbox.
const args = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
];
if (process.getuid?.() === 0) {
  args.push('--no-sandbox');
}

export default defineConfig({
  testDir: 'stories',
  outputDir: 'test-results',
  fullyParallel: true,
  // Each worker has a server of its own, and there are two cores to share.
  workers: 2,
  // A story that passes at the second try is a story that fails.
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  // Long enough for a machine that does other things as well: a story that hangs is found all the same.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['html', { open: 'never' }], ['./last-words.ts']],
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args },
    locale: 'en-US',
    timezoneId: 'America/New_York',
    screenshot: 'only-on-failure',
    // A trace keeps the dashboard's whole module for each test, which doubles the time of all: `TRACE=1` asks for it.
    trace: process.env.TRACE ? 'retain-on-failure' : 'off',
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
  },
  projects: [
    {
      name: 'desktop',
      // What takes fingers is for the phone.
      grepInvert: /@phone/,
      use: { viewport: { width: 1440, height: 900 } },
    },
    {
      name: 'phone',
      // Keys that a phone does not have, and what takes a tab of its own, is for the desk.
      grepInvert: /@desktop/,
      use: {
        viewport: { width: 390, height: 844 },
        deviceScaleFactor: 2,
        hasTouch: true,
        isMobile: true,
      },
    },
  ],
});
