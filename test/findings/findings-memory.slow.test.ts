import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startMadeCluster } from '../../bench/made-cluster.ts';
import { describeUnless } from '../support/describe-unless.ts';
import { folderForTest } from '../support/for-test.ts';
import { makeMemoryGroup, whyNoMemoryGroup } from '../support/memory-group.ts';
import { REPOSITORY_ROOT } from '../support/repository.ts';
import { type RunOptions, runProcess } from '../support/run-process.ts';

/** The program as the image has it: sources take more memory. Below node_modules, where it finds its packages. */
const distFolder = join(REPOSITORY_ROOT, 'node_modules/.cache/kavmon-memory-test');

/** On a busy machine. */
const BUILD_LIMIT_MS = 120_000;

beforeAll(async () => {
  const built = await runProcess(process.execPath, [join(REPOSITORY_ROOT, 'build/build.ts'), distFolder], {
    timeout: BUILD_LIMIT_MS,
  });
  expect(built.code, built.stderr).toBe(0);
}, BUILD_LIMIT_MS);
afterAll(() => rm(distFolder, { recursive: true }));

/** A run on so many pods that crash, each a finding of its own of two checks. */
const runOnCrashingPods = async (pods: number, options: RunOptions) => {
  const cluster = await startMadeCluster({ crashing: pods, events: 0, messageBytes: 0 });
  try {
    const args = ['check', '--kubeconfig', cluster.kubeconfig, '--namespace', 'shop', '-g', 'pods', '-t', '120'];
    const program = [join(distFolder, 'kavmon.cjs'), ...args, '--no-metrics', '-o', 'json'];
    return await runProcess(process.execPath, program, { timeout: 280_000, ...options });
  } finally {
    cluster.stop();
  }
};

/** A fault and a warning in turn; the last has another name. */
const ORDERS_CHECK = `export default {
  name: 'orders', title: 'orders', needs: [],
  run: () => Array.from({ length: 100_000 }, (_, n) => ({
    reason: 'acme/order_waits', message: \`order \${n} waits\`, level: n % 2 === 1 ? 'warning' : 'fault',
    object: { kind: 'Order', namespace: 'shop', name: n === 99_999 ? 'last' : \`order-\${n}\` },
  })),
};
`;

/** Its findings are about ten pods of a made cluster. */
const POD_ORDERS_CHECK = `export default {
  name: 'pod-orders', title: 'orders', needs: ['pods'],
  run: () => Array.from({ length: 100_000 }, (_, n) => ({
    reason: 'acme/order_waits', message: \`order \${n} waits\`, level: n % 2 === 1 ? 'fault' : 'warning',
    object: { kind: 'Pod', namespace: 'shop', name: \`web-\${n % 10}\` },
  })),
};
`;

const illResults = (stdout: string) =>
  JSON.parse(stdout).results.filter(({ status }: { status: string }) => status !== 'ok' && status !== 'skipped');

it('20,000 pods that crash are reported with a heap of 128 MB, and every number counts all of them', async () => {
  const env = { NODE_OPTIONS: '--max-old-space-size=128' };
  const { stdout, code } = await runOnCrashingPods(20_000, { env });
  const [result] = illResults(stdout);
  expect(code).toBe(1);
  expect(result).toMatchObject({ name: 'crash-loops', status: 'failed', healthy: false, findingsLeftOut: 19_000 });
  expect(result.findings).toHaveLength(1_000);
  expect(result.message).toContain('(and 19999 more)');
  expect(JSON.parse(stdout).warnings[0]).toContain('cluster/crash-loops tells 1000 of 20000');
}, 300_000);

describeUnless(whyNoMemoryGroup)('in a memory group of 256 MiB, as the chart gives its container,', () => {
  it('50,000 pods that crash are reported, and every number counts all of them', async () => {
    const group = await makeMemoryGroup(256);
    const { stdout, code } = await runOnCrashingPods(50_000, { prefix: group.prefix });
    expect([code, await group.kills()]).toEqual([1, 0]);
    expect(illResults(stdout)).toMatchObject([
      { name: 'crash-loops', status: 'failed', findingsLeftOut: 49_000 },
      { name: 'pods-not-ready', status: 'failed', findingsLeftOut: 49_000 },
    ]);
  }, 300_000);

  it("100,000 findings of a user's check are all tried by ignores, and the one that none covers is reported", async () => {
    const group = await makeMemoryGroup(256);
    const folder = await folderForTest('orders');
    await writeFile(join(folder, 'orders.mjs'), ORDERS_CHECK);
    const services = { own: { checks: { orders: { timeout: '100s' } } } };
    const ignore = [{ check: 'orders', object: 'order/order-*', reason: 'known' }];
    await writeFile(join(folder, 'kavmon.json'), JSON.stringify({ cluster: 'test', services, ignore }));
    const args = ['check', '-c', join(folder, 'kavmon.json'), '-s', 'own', '--checks', folder, '--no-metrics'];
    const { stdout } = await runProcess(
      process.execPath,
      [join(distFolder, 'kavmon.cjs'), ...args, '-o', 'json', '--run-timeout', '120'],
      { timeout: 150_000, prefix: group.prefix },
    );
    expect(await group.kills()).toBe(0);
    const [result] = JSON.parse(stdout).results;
    expect(result).toMatchObject({
      status: 'degraded',
      message: 'order 99999 waits',
      findings: [{ level: 'warning' }],
    });
    expect(result).not.toHaveProperty('findingsLeftOut');
  }, 160_000);

  it("100,000 findings of a user's check about pods are chosen from by --selector", async () => {
    const group = await makeMemoryGroup(256);
    const folder = await folderForTest('orders');
    await writeFile(join(folder, 'pod-orders.mjs'), POD_ORDERS_CHECK);
    await writeFile(join(folder, 'kavmon.json'), JSON.stringify({ checks: { 'pod-orders': { timeout: '100s' } } }));
    const cluster = await startMadeCluster({ crashing: 10, events: 0, messageBytes: 0 });
    const args = ['-c', join(folder, 'kavmon.json'), '--checks', folder, '--kubeconfig', cluster.kubeconfig];
    const choice = ['-n', 'pod-orders', '--namespace', 'shop', '--selector', 'app=web', '--no-metrics', '-o', 'json'];
    const { code, stdout } = await runProcess(
      process.execPath,
      [join(distFolder, 'kavmon.cjs'), 'check', ...args, ...choice, '--run-timeout', '120'],
      { timeout: 150_000, prefix: group.prefix },
    ).finally(cluster.stop);
    expect([code, await group.kills()]).toEqual([1, 0]);
    expect(illResults(stdout)).toMatchObject([{ name: 'pod-orders', status: 'failed', findingsLeftOut: 99_000 }]);
  }, 160_000);
});
