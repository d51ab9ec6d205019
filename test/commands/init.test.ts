import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type InitFlags, init } from '../../src/commands/init.ts';
import { serveCluster, writeKubeconfig, writeTestFile } from '../kubernetes/live-cluster.ts';
import { folderForTest } from '../support/for-test.ts';
import { captureRun } from './capture-run.ts';

const SNAPSHOT = join(import.meta.dirname, '../../examples/cluster.json.gz');

const runInit = (flags: Partial<InitFlags>) => {
  const base = {
    config: [],
    checks: [],
    selector: [],
    release: [],
    podLogs: false,
    namespace: [],
    allNamespaces: false,
  };
  return captureRun(async (io) => (await init({ ...base, file: '-', ...flags }, io)).code);
};

const PLAIN_INGRESS = {
  metadata: { name: 'web', namespace: 'shop' },
  spec: { rules: [{ host: 'shop.example', http: { paths: [{ path: '/', backend: { service: { name: 'web' } } }] } }] },
};

describe('kavmon init', () => {
  it('writes a file for a saved cluster, and never over one', async () => {
    const file = join(await folderForTest('init'), 'kavmon.yaml');
    const written = await runInit({ snapshot: SNAPSHOT, file });
    expect(written).toMatchObject({ code: 0, stdout: '' });
    expect(written.stderr).toMatch(
      /^wrote .*kavmon\.yaml: 9 services with 9 checks; 2 checks wait behind a comment sign .*; 4 things are left out/,
    );
    const text = await readFile(file, 'utf8');
    expect(text).toContain('http-endpoint: { target: { service: storefront, namespace: storefront } }');
    await expect(runInit({ snapshot: SNAPSHOT, file })).rejects.toThrow('is there already');
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('writes what the configuration takes', async () => {
    const { stdout } = await runInit({ snapshot: SNAPSHOT });
    const { loadConfig } = await import('../../src/config/load.ts');
    const { checks: catalogue } = await import('../../checks/index.ts');
    const file = await writeTestFile('kavmon.yaml', stdout);
    const config = await loadConfig({ files: [file], env: {}, cwd: '/', catalogue } as never);
    expect(config.services).toContain('storefront');
  });

  it.each([
    ['nothing could be asked', [], /nothing is written: there is no Service, Ingress or Gateway in the cluster that/],
    [
      'hosts have no certificate',
      [PLAIN_INGRESS],
      /nothing is written: there are only hosts in the cluster .*web-ingress/,
    ],
  ])('writes nothing where %s, and says so', async (_, ingresses, message) => {
    const lists = [
      ['/api/v1/services', 'ServiceList', []],
      ['/api/v1/pods', 'PodList', []],
      ['/apis/networking.k8s.io/v1/ingresses', 'IngressList', ingresses],
    ] as const;
    const server = await serveCluster({
      lists: Object.fromEntries(lists.map(([path, kind, items]) => [path, { kind, items }])) as never,
    });
    const outcome = await runInit({ kubeconfig: await writeKubeconfig(server), allNamespaces: true });
    expect(outcome).toMatchObject({ code: 1, stdout: '' });
    expect(outcome.stderr).toMatch(message);
  });

  it('writes nothing where Services cannot be listed, and says which right is missing', async () => {
    const closed = await serveCluster({ fault: () => ({ status: 403 }) });
    const refused = runInit({ kubeconfig: await writeKubeconfig(closed), namespace: ['shop'] });
    await expect(refused).rejects.toThrow(/no configuration is written: .*services/);
  });
});
