import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as yaml from 'yaml';
import { printRoles } from '../../src/commands/rbac.ts';
import { saveClusterSnapshot } from '../../src/commands/snapshot.ts';
import { catalogue } from '../fixtures/checks.ts';
import { type ApiServer, startApiServer } from '../support/api-server.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';
import { captureOutput } from './capture-output.ts';

let commandFolder: TemporaryFolder;
let apiServer: ApiServer | undefined;
beforeEach(async () => {
  commandFolder = await makeTemporaryFolder('cluster-commands');
});
afterEach(async () => {
  await apiServer?.stop();
  await commandFolder.remove();
});

const writeTestKubeconfig = async (url: string): Promise<string> => {
  const path = join(commandFolder.path, 'kubeconfig');
  const document = {
    'current-context': 'c',
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u', namespace: 'shop' } }],
    clusters: [{ name: 'c', cluster: { server: url } }],
    users: [{ name: 'u', user: {} }],
  };
  await writeFile(path, JSON.stringify(document));
  return path;
};

const BASE_OPTIONS = {
  config: [],
  checks: [],
  group: [],
  name: [],
  service: [],
  namespace: [],
  allNamespaces: false,
  podLogs: true,
  catalogue,
};

const runRbac = (more: object, env = {}) =>
  captureOutput(
    (io) => printRoles({ ...BASE_OPTIONS, roleName: 'kavmon', preflight: false, cwd: commandFolder.path, ...more }, io),
    {
      env,
    },
  );

describe('kavmon rbac', () => {
  it('prints the Role of the namespace that it runs in', async () => {
    const { code, stdout } = await runRbac({ group: ['pods'] }, { KAVMON_NAMESPACE: 'shop' });
    expect(code).toBe(0);
    expect(yaml.parse(stdout)).toEqual({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'kavmon', namespace: 'shop' },
      rules: [
        { apiGroups: [''], resources: ['namespaces'], resourceNames: ['shop'], verbs: ['get'] },
        { apiGroups: [''], resources: ['events', 'pods'], verbs: ['list'] },
        { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
      ],
    });
  });

  it('grants to get Secrets only for `tls-secrets`, and says plainly what that opens', async () => {
    const { checks } = await import('../../checks/index.ts');
    const whole = await runRbac({ catalogue: checks, allNamespaces: true, group: ['network'] });
    expect(whole.stdout).not.toMatch(/secret/i);
    const { stdout } = await runRbac({ catalogue: checks, allNamespaces: true, name: ['tls-secrets'] });
    expect(yaml.parse(stdout).rules).toContainEqual({ apiGroups: [''], resources: ['secrets'], verbs: ['get'] });
    expect(stdout).toMatch(/^# "secrets", "get" is for .*(?:\n# .*)*opens every Secret whose name is known/);
  });

  it('prints a ClusterRole for all namespaces, and only what the filters select', async () => {
    const { stdout } = await runRbac({ allNamespaces: true, group: ['nodes'] });
    expect(yaml.parse(stdout)).toMatchObject({
      kind: 'ClusterRole',
      rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['list'] }],
    });
  });

  it('says which rights are missing, and exits 1', async () => {
    apiServer = await startApiServer({
      answers: { '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews': { status: { allowed: false } } },
    });
    const path = await writeTestKubeconfig(apiServer.url);
    const { code, stdout } = await runRbac({ group: ['pods'], preflight: true, kubeconfig: path });
    expect(code).toBe(1);
    expect(stdout).toBe(`missing: get namespaces shop in namespace shop
missing: list events in namespace shop
missing: list pods in namespace shop
missing: get pods/log in namespace shop
0 of 4 rights are there
`);
  });

  it('words an API server that is not there as a check does, and exits 1', async () => {
    const stopped = await startApiServer({});
    await stopped.stop();
    const kubeconfig = await writeTestKubeconfig(stopped.url);
    const { code, stdout, stderr } = await runRbac({ group: ['pods'], preflight: true, kubeconfig });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      `could not tell: the API server ${stopped.url} does not answer: it refused the connection (ECONNREFUSED)\n`,
    );
  });
});

describe('kavmon snapshot save', () => {
  const save = async (url: string) => {
    const file = join(commandFolder.path, 'saved.json.gz');
    const options = {
      ...BASE_OPTIONS,
      file,
      signal: new AbortController().signal,
      cwd: commandFolder.path,
      kubeconfig: await writeTestKubeconfig(url),
    };
    return { file, ...(await captureOutput((io) => saveClusterSnapshot(options, io))) };
  };

  it('saves what the checks need and says what it could not', async () => {
    apiServer = await startApiServer({ lists: { '/api/v1/pods': { kind: 'PodList', items: [] } } });
    const { file, code, stdout, stderr } = await save(apiServer.url);
    expect(code).toBe(0);
    expect(stdout).toBe(`saved in ${file} (${(await stat(file)).size} bytes) of namespace shop only: pods 0, logs 0\n`);
    expect(stderr).toMatch(/not saved: needs cluster scope: nodes/);
    expect(stderr).toMatch(/not saved: could not list events in namespace shop/);
  });

  it('exits 1 when the API server is not there', async () => {
    const stopped = await startApiServer({});
    await stopped.stop();
    const { code, stderr } = await save(stopped.url);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^nothing saved: the API server \S+ does not answer/);
  });
});
