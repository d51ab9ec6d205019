import { describe, expect, it } from 'vitest';
import { runKavmon } from '../../support/run-process.ts';
import { allLists, serveCluster, writeKubeconfig, writeTestFile } from '../live-cluster.ts';

/** Peak memory in MB of a run of all cluster checks. */
const measureRun = async (kubeconfig: string, namespaces: number): Promise<number> => {
  const names = Array.from({ length: namespaces }, (_, index) => `space-${index}`);
  const config = await writeTestFile('kavmon.yaml', { namespaces: names });
  const args = ['--kubeconfig', kubeconfig, '-c', config, '--no-metrics', '-o', 'json'];
  const { stdout, peakMemory = Number.NaN } = await runKavmon(args, { measure: true, timeout: 240_000 });
  const { results }: { results: readonly { status: string }[] } = JSON.parse(stdout);
  expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['skipped']));
  return peakMemory / 2 ** 20;
};

describe('memory by namespaces', () => {
  it('grows by at most 40 MB from one namespace to a thousand whose lists are empty', async () => {
    const kubeconfig = await writeKubeconfig(await serveCluster(allLists()));
    const [few, many] = [await measureRun(kubeconfig, 1), await measureRun(kubeconfig, 1000)];
    expect(many - few).toBeLessThan(40);
  }, 300_000);
});
