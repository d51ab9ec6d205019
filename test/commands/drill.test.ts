import { describe, expect, it } from 'vitest';
import type { DrillFlags } from '../../src/commands/drill/run-drill.ts';
import { drill } from '../../src/commands/drill.ts';
import { serveCluster, writeKubeconfig } from '../kubernetes/live-cluster.ts';
import { captureRun } from './capture-run.ts';

const FLAGS: DrillFlags = {
  config: [],
  checks: [],
  namespace: ['drill'],
  allNamespaces: false,
  faults: [],
  image: 'busybox:1',
  for: 1000,
  dryRun: false,
  output: 'text',
};

const runDrill = async (server: { readonly url: string }) => {
  const kubeconfig = await writeKubeconfig(server, { user: {} });
  return captureRun(async (io) => (await drill({ ...FLAGS, kubeconfig }, io)).code);
};

describe('a drill', () => {
  it('that reaches no API server says so, and makes and removes nothing', async () => {
    const server = await serveCluster({});
    await server.stop();
    const { code, stdout } = await runDrill(server);
    expect(code).toBe(1);
    expect(stdout).toContain('the drill did not reach its end: the API server: it refused the connection');
  });

  it('writes nothing where it may not read the namespace', async () => {
    const server = await serveCluster({ fault: () => ({ status: 403, message: 'namespaces is forbidden' }) });
    const { code, stdout } = await runDrill(server);
    expect(code).toBe(1);
    expect(stdout).toContain('"kavmon rbac drill" prints the rights');
    expect(server.seen.map(({ method }) => method)).toEqual(['GET']);
  });

  it('refuses a namespace that is not meant for it', async () => {
    const namespace = { metadata: { name: 'drill', labels: {} } };
    const server = await serveCluster({ answers: { '/api/v1/namespaces/drill': namespace } });
    await expect(runDrill(server)).rejects.toThrow(/not meant for drills/);
    expect(server.seen.map(({ method }) => method)).toEqual(['GET']);
  });
});
