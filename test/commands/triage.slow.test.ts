import { expect, it } from 'vitest';
import { type TriageFlags, triage } from '../../src/commands/triage.ts';
import { crashingPod } from '../kubernetes/api-objects.ts';
import { serveCluster, writeKubeconfig } from '../kubernetes/live-cluster.ts';
import { captureRun } from './capture-run.ts';

const DEADLINE_MS = 4000;

it('a triage ends within a second of its deadline though events and logs never come', async () => {
  const api = await serveCluster({
    lists: { '/api/v1/pods': { kind: 'PodList', items: [crashingPod('web-1')] } },
    fault: ({ path }) => (/\/(?:events|log)$/.test(path) ? 'silent' : undefined),
  });
  const flags: TriageFlags = {
    ...{ config: [], checks: [], namespace: ['shop'], allNamespaces: false, selector: [], release: [] },
    ...{ kubeconfig: await writeKubeconfig(api), podLogs: true, probe: false, runTimeout: DEADLINE_MS },
    output: 'text',
  };
  const began = performance.now();
  const { code, stdout } = await captureRun(async (io) => (await triage('pod/web-1', flags, io)).code);
  // The time that passes is what is tested.
  expect(performance.now() - began).toBeLessThan(DEADLINE_MS + 1000);
  expect([code, stdout]).toEqual([1, expect.stringContaining('Pod web-1')]);
  expect(api.seen.some(({ path }) => path.endsWith('/events'))).toBe(true);
});
