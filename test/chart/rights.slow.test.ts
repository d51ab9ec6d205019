import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as yaml from 'yaml';
import { folderForTest } from '../support/for-test.ts';
import { runKavmon } from '../support/run-process.ts';
import {
  findTools,
  listFeatures,
  podSpecOf,
  type RenderedValue,
  renderChart,
  TEST_NAMESPACE,
  TOOLS_TIMEOUT_MS,
} from './helm.ts';

beforeAll(findTools, TOOLS_TIMEOUT_MS);

const isRole = ({ kind }: RenderedValue) => kind === 'Role' || kind === 'ClusterRole';

/** The rights of the roles, one line each, sorted, so that two sets of roles can be compared. */
const rightsOf = (roles: readonly RenderedValue[]): readonly string[] => {
  const lines = roles
    .filter(isRole)
    .flatMap(({ kind, metadata, rules }: RenderedValue) =>
      rules.flatMap(({ apiGroups, resources, resourceNames = ['*'], verbs }: RenderedValue) =>
        apiGroups.flatMap((group: string) =>
          resources.flatMap((resource: string) =>
            resourceNames.flatMap((name: string) =>
              verbs.map((verb: string) => `${kind} ${metadata.namespace ?? ''}: ${verb} ${resource}.${group} ${name}`),
            ),
          ),
        ),
      ),
    );
  return [...new Set<string>(lines)].toSorted();
};

const SELECTION_FLAG = /^--(group|name|service|namespace)=|^--(all-namespaces|no-pod-logs)$/;

const selectionOf = (object: RenderedValue): readonly string[] =>
  podSpecOf(object).containers[0].args.filter((arg: string) => SELECTION_FLAG.test(arg));

/** The roles that `kavmon rbac` prints for the selection of a pod and the configuration that was rendered with it. */
const printRolesOf = async (
  objects: readonly RenderedValue[],
  selecting: readonly string[],
  configuration = '{}',
): Promise<readonly RenderedValue[]> => {
  const folder = await folderForTest('rights');
  const config = objects.find(({ kind, data }) => kind === 'ConfigMap' && data?.['kavmon.yaml'] !== undefined);
  await writeFile(join(folder, 'kavmon.yaml'), config?.data['kavmon.yaml'] ?? configuration);
  const env = { KAVMON_NAMESPACE: TEST_NAMESPACE, PAYMENTS_DB_URL: 'postgres://x/y' };
  const { stdout, stderr, code } = await runKavmon(['rbac', '-c', join(folder, 'kavmon.yaml'), ...selecting], { env });
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  return yaml.parseAllDocuments(stdout).flatMap((document) => document.toJS() ?? []);
};

// Not those without roles of the chart, or with rights that the user adds.
const comparedFeatures = (await listFeatures()).filter(
  (name) => !['existing', 'namespaces', 'own-checks'].includes(name),
);

describe('the roles of the chart are what `kavmon rbac` prints', () => {
  const expectEqual = async (objects: readonly RenderedValue[]) => {
    const jobs = objects.filter(({ kind }) => kind === 'CronJob' || kind === 'Pod');
    const selections = new Map(jobs.map((job) => [selectionOf(job).join(' '), selectionOf(job)]));
    const all = await Promise.all([...selections.values()].map((selection) => printRolesOf(objects, selection)));
    const expected = rightsOf(all.flat());
    expect(expected.length).toBeGreaterThan(2);
    expect(rightsOf(objects)).toEqual(expected);
  };

  it.each(comparedFeatures)('with %s', async (name) => {
    await expectEqual(await renderChart({ files: [name] }));
  });

  it('in several namespaces, without logs', async () => {
    const set = ['scope.namespaces={shop,kube-node-lease}', 'rbac.podLogs=false'];
    await expectEqual(await renderChart({ set }));
  });

  it('in the namespaces of the configuration', async () => {
    const objects = await renderChart({ json: { 'config.namespaces': ['shop', 'payments'] } });
    await expectEqual(objects);
    expect(objects.filter(isRole).map(({ metadata }) => metadata.namespace)).toEqual(['shop', 'payments']);
  });

  it.each([{ config: { checks: { 'tls-secrets': { enabled: true } } } }, { 'jobs.tls': { names: ['tls-secrets'] } }])(
    'with Secrets to get where %j asks for their certificates',
    async (json) => {
      const objects = await renderChart({ json });
      await expectEqual(objects);
      expect(rightsOf(objects).filter((right) => right.includes(' secrets.'))).toEqual([
        expect.stringMatching(/: get secrets\. \*$/),
      ]);
    },
  );

  it.each([{ service: 'shop' }, { service: 'shop', each: true }])('with the target %j of a check', async (target) => {
    const config = { services: { shop: { checks: { 'http-endpoint': { target } } } } };
    await expectEqual(await renderChart({ json: { config } }));
  });

  it('for a test of other groups than those of the jobs', async () => {
    await expectEqual(await renderChart({ set: ['test.groups={hygiene}', 'defaultJobs=false'] }));
  });

  it.each([
    { names: ['oom-kills'] },
    { names: ['deployment-replicas'], services: ['shop'] },
    { groups: ['workloads'], services: ['shop'] },
    { groups: ['hygiene'] },
    { groups: ['nodes', 'pods'] },
    { groups: ['resources'] },
    { groups: ['resources'], names: ['keda'] },
    { names: ['cert-manager', 'databases', 'gateways', 'gateway-routes'] },
  ])('for %j, with checks that are switched off and a service that claims objects', async (job) => {
    const config = {
      checks: { 'crash-loops': { enabled: false }, 'oom-kills': { enabled: false } },
      services: { shop: { workloads: { selector: 'app=shop' }, checks: { 'deployment-replicas': { enabled: true } } } },
    };
    await expectEqual(await renderChart({ json: { config, defaultJobs: false, 'jobs.x': job } }));
  });
});

describe('a selection by service never needs more, and one without objects gets nothing', () => {
  const services = {
    shop: { workloads: { selector: 'app=shop' }, checks: { 'http-endpoint': { url: 'http://shop/' } } },
    orders: { workloads: { selector: 'app=orders' }, checks: { replicas: { check: 'deployment-replicas' } } },
    queue: { checks: { 'tcp-connection': { host: 'queue', port: 5672 } } },
  };
  const checks = { 'deployment-replicas': { enabled: false }, 'oom-kills': { enabled: false } };

  it.each([
    { selected: ['cluster'], reads: true },
    { selected: ['shop'], reads: true },
    { selected: ['orders'], reads: true },
    { selected: ['shop', 'queue'], reads: true },
    { selected: ['queue'], reads: false },
  ])('$selected', async ({ selected, reads }) => {
    const json = {
      config: { checks, services },
      defaultJobs: false,
      'test.enabled': false,
      'jobs.x.services': selected,
    };
    const objects = await renderChart({ json });
    const cronJob = objects.find(({ kind }) => kind === 'CronJob');
    const expected = rightsOf(await printRolesOf(objects, selectionOf(cronJob)));
    expect(expected.length > 10).toBe(reads);
    expect(rightsOf(objects)).toEqual(expect.arrayContaining([...expected]));
    expect(podSpecOf(cronJob).automountServiceAccountToken).toBe(reads);
    expect(objects.some(isRole)).toBe(reads);
  });
});

it('no configuration that the chart cannot read needs more', async () => {
  const theirs = {
    services: {
      shop: {
        workloads: { selector: 'app=shop' },
        checks: {
          replicas: { check: 'deployment-replicas' },
          version: { check: 'model-version', url: 'http://shop/', selector: 'app=shop', path: '$.version' },
        },
      },
    },
  };
  for (const job of [
    { groups: ['workloads', 'images', 'pods'], services: ['shop'] },
    { groups: ['workloads', 'images'], names: ['replicas', 'version'] },
  ]) {
    const json = { existingConfigMap: 'theirs', defaultJobs: false, 'jobs.x': job };
    const objects = await renderChart({ json });
    const cronJob = objects.find(({ kind }) => kind === 'CronJob');
    const expected = rightsOf(await printRolesOf(objects, selectionOf(cronJob), JSON.stringify(theirs)));
    expect(expected.length).toBeGreaterThan(2);
    expect(rightsOf(objects)).toEqual(expect.arrayContaining([...expected]));
    expect(podSpecOf(cronJob).automountServiceAccountToken).toBe(true);
  }
});

it('rights of checks of your own are added', async () => {
  const rights = rightsOf(await renderChart({ files: ['namespaces'] }));
  expect(rights).toContain('Role shop: list orders.shop.example *');
  expect(rights).toContain('Role payments: list orders.shop.example *');
  expect(rights.some((right) => right.includes('pods/log'))).toBe(false);
});

it('no role reads Secrets, writes, or names everything', async () => {
  for (const name of await listFeatures()) {
    for (const right of rightsOf(await renderChart({ files: [name] }))) {
      expect(right).toMatch(/: (get|list) [a-z0-9/]+\.[a-z0-9.-]* (\*|[a-z-]+)$/);
      expect(right).not.toMatch(/ secrets\. /);
    }
  }
});
