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

  describe('at an API server that answers whatever it likes', () => {
    const ALLOWED = { kind: 'Namespace', metadata: { name: 'drill', labels: { 'kavmon.io/drill': 'allowed' } } };

    /** Runs a drill whose lists are all answered so; `kind` of the answers is that of the list. */
    const drillOn = async (items: (isOfForeign: boolean) => unknown) => {
      const lists = ['apps/v1:deployments:Deployment', 'batch/v1:jobs:Job', 'v1:services:Service', 'v1:pods:Pod'];
      const server = await serveCluster({
        answers: { '/api/v1/namespaces/drill': ALLOWED, '/version': { gitVersion: 'v1.35.4' } },
        body: ({ path, query }) => {
          const [, , kind] =
            lists.map((one) => one.split(':')).find(([, resource]) => path.endsWith(`/${resource}`)) ?? [];
          if (kind === undefined) return undefined;
          return { kind: `${kind}List`, items: items((query.get('labelSelector') ?? '').startsWith('!')) };
        },
      });
      const outcome = await runDrill(server);
      return { ...outcome, writes: server.seen.filter(({ method }) => method !== 'GET') };
    };

    it.each([
      ['a text', 'abc', /sent a \w+List without items/],
      ['nothing in the place of an object', [null], /sent a \w+ without a name/],
      ['a name that leads out of its list', [{ metadata: { name: '..' } }], /sent a \w+ without a name/],
    ])('does nothing there and says so: %s', async (_, items, words) => {
      const { code, stdout, writes } = await drillOn(() => items);
      expect(code).toBe(1);
      expect(stdout.replace(/\s+/g, ' ')).toMatch(words);
      expect(writes).toEqual([]);
    });

    it('removes nothing that lacks its label, though it was asked for what has it', async () => {
      const foreign = { metadata: { name: 'web', namespace: 'drill' } };
      const { writes } = await drillOn((isOfForeign) => (isOfForeign ? null : [foreign]));
      expect(writes.filter(({ method }) => method === 'DELETE')).toEqual([]);
    });
  });
});
