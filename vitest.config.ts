import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LeftOutReporter } from './test/left-out.ts';
import { ClusterSequencer } from './test/sequencer.ts';

/** Needs servers that are built from source, or takes minutes. */
const SLOW = 'test/**/*.slow.test.ts';

/** Written for a program that counts, beside what people read. */
const counts = process.env.TEST_REPORT;

/** Threads that tests start load the TypeScript of the program: compiled once, not each time. */
const COMPILE_CACHE = fileURLToPath(new URL('node_modules/.cache/kavmon-tests', import.meta.url));

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: ClusterSequencer },
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // What is under test is deadlines; a shared machine may stall a process for longer than any bound on time.
    retry: process.env.CI === undefined ? 0 : 1,
    reporters: ['default', new LeftOutReporter(SLOW), ...(counts === undefined ? [] : ['json'])],
    ...(counts === undefined ? {} : { outputFile: { json: counts } }),
    // What the tests start must not inherit the proxies, exporters or cluster of whoever runs them.
    env: {
      OTEL_SDK_DISABLED: '',
      KUBECONFIG: '',
      KAVMON_CONFIG: '',
      FORCE_COLOR: '0',
      NODE_COMPILE_CACHE: COMPILE_CACHE,
    },
    projects: [
      { extends: true, test: { name: 'quick', include: ['test/**/*.test.ts'], exclude: [SLOW] } },
      { extends: true, test: { name: 'slow', include: [SLOW] } },
      // The same tests of the chart with the other Helm, which is built from source.
      {
        extends: true,
        test: {
          name: 'helm-3',
          include: ['test/chart/names.test.ts', 'test/chart/{render,values}.slow.test.ts'],
          env: { TEST_HELM: '3' },
        },
      },
    ],
  },
});
