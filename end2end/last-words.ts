import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FullConfig, Reporter, Suite, TestCase, TestResult } from '@playwright/test/reporter';

const LINES = 25;

/** Keeps the reason of each failure in one file, which `scripts/test` prints last. */
export default class LastWords implements Reporter {
  private readonly words: string[] = [];
  private file = '';

  onBegin(_config: FullConfig, suite: Suite): void {
    const [project] = suite.suites;
    this.file = join(project?.project()?.outputDir ?? 'test-results', 'last-words.txt');
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status !== test.expectedStatus) {
      const why = result.errors.flatMap(({ message }) => (message ?? '').split('\n').slice(0, LINES));
      this.words.push([test.titlePath().filter(Boolean).join(' › '), ...why].join('\n    '));
    }
  }

  onEnd(): void {
    if (this.words.length > 0) {
      writeFileSync(this.file, `${this.words.join('\n\n')}\n`);
    }
  }

  printsToStdio(): boolean {
    return false;
  }
}
