import { defineConfig } from 'vitest/config';
import { Sequencer } from './test/sequencer.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: Sequencer },
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // What is under test is deadlines; a shared machine may stall a process for longer than any bound on time.
    retry: process.env.CI === undefined ? 0 : 1,
    reporters: ['default'],
    // What the tests start must not inherit the proxies, exporters or cluster of whoever runs them.
    env: { OTEL_SDK_DISABLED: '', KUBECONFIG: '', KAVMON_CONFIG: '', FORCE_COLOR: '0' },
  },
});
