import { glob } from 'node:fs/promises';
import type { Reporter, Vitest } from 'vitest/node';

/** Prints at the end of a run of the quick tests, in one line, which slow ones were not run. */
export class LeftOutReporter implements Reporter {
  readonly #pattern: string;
  #vitest: Vitest | undefined;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  async onTestRunEnd(): Promise<void> {
    const projects = this.#vitest?.projects.map(({ name }) => name) ?? [];
    if (projects.join() !== 'quick') return;
    const files: string[] = [];
    for await (const file of glob(this.#pattern)) files.push(file.replace(/^test\/|\.slow\.test\.ts$/g, ''));
    console.log(`left out, see \`npm run test:all\`: the chart with Helm 3, ${files.toSorted().join(', ')}`);
  }
}
