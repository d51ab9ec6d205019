import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/result.ts';
import { runWithContention } from '../support/contention.ts';
import { folderForSuite } from '../support/for-test.ts';
import { REPOSITORY_ROOT } from '../support/repository.ts';
import { runProcess } from '../support/run-process.ts';
import { tcpSilent } from '../support/tcp-faults.ts';
import type { TestListener } from '../support/tcp-server.ts';
import { configureServices } from './run-for-report.ts';

// Runs the bundle: the sources need 30 MB more, as Node strips the types of each file that it loads.

/** Below node_modules, so that packages outside the bundle are resolved. */
const publishedFolder = join(REPOSITORY_ROOT, 'node_modules/.cache/kavmon-thousand');

const REGISTRATION_COUNT = 1000;
const SILENT_TIMEOUT_MS = 5000;
const MAX_DURATION_MS = 6000;
/** To the time that the same takes where nothing is waited for. */
const MAX_RATIO = 1.25;
const MAX_MEMORY_BYTES = 150 * 1e6;

const thousandFolder = folderForSuite('thousand');
let silentEndpoint: TestListener;
beforeAll(async () => {
  silentEndpoint = await tcpSilent();
  const built = await runProcess(process.execPath, [join(REPOSITORY_ROOT, 'build/build.ts'), publishedFolder], {
    timeout: 110_000,
  });
  expect(built.stderr).toBe('');
  expect(built.code).toBe(0);
});
afterAll(() => Promise.all([silentEndpoint.stop(), rm(publishedFolder, { recursive: true, force: true })]));

describe('1,000 registrations on an endpoint that accepts and never answers', () => {
  it.each([
    ['http-endpoint', { url: 'URL' }],
    ['tcp-connection', { host: '127.0.0.1', port: 'PORT', expect: '^hello' }],
  ])(
    '%s: each is timeout, within a second of the deadline and 150 MB',
    { retry: 2, timeout: 120_000 },
    async (check, params) => {
      const runOn = async (port: number) => {
        const text = JSON.stringify(params).replace('URL', `http://127.0.0.1:${port}/`).replace('"PORT"', String(port));
        const list = Array.from({ length: REGISTRATION_COUNT }, (_, index) => ({
          ...JSON.parse(text),
          name: `silent-${index}`,
          timeout: `${SILENT_TIMEOUT_MS}ms`,
        }));
        const args = await configureServices(thousandFolder.path, { shop: { checks: { [check]: list } } });
        const line = [join(publishedFolder, 'kavmon.cjs'), ...args, '-w', '2', '-o', 'json'];
        return runProcess(process.execPath, line, { measure: true, timeout: 60_000 });
      };
      // The same without anything to wait for: what a machine needs, be it a slow one.
      const refused = await runOn(1);
      expect(refused.code).toBe(1);
      const before = silentEndpoint.accepted();
      const [end, slowness] = await runWithContention(() => runOn(silentEndpoint.port));
      const { results, totals }: Report = JSON.parse(end.stdout);
      expect(totals.timeout).toBe(REGISTRATION_COUNT);
      expect(new Set(results.map(({ reason }) => reason))).toEqual(new Set(['deadline_attempt']));
      expect(silentEndpoint.accepted() - before).toBe(REGISTRATION_COUNT);
      expect(end).toMatchObject({ code: 1, leftovers: [], timedOut: false });
      // Five seconds of deadline, and one for the rest, which takes longer on a slow or busy machine.
      const restMs = Math.max(MAX_DURATION_MS - SILENT_TIMEOUT_MS, refused.durationMs * MAX_RATIO);
      expect(end.durationMs).toBeLessThan(SILENT_TIMEOUT_MS + restMs * slowness);
      expect(end.peakMemory).toBeLessThan(MAX_MEMORY_BYTES);
      console.info(
        `${check}: ${Math.round(end.durationMs)} ms, ${Math.round((end.peakMemory ?? 0) / 1e6)} MB, slowness ${slowness.toFixed(1)}, refused ${Math.round(refused.durationMs)} ms`,
      );
    },
  );
});
