import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as yaml from 'yaml';
import type { KubernetesObject } from '../../cluster/api.ts';
import { waitFor } from '../../cluster/cluster.ts';
import { goModuleFolder } from '../../cluster/go-module.ts';
import { deploymentManifest, namespaceManifest, podSpec, serviceManifest } from '../../cluster/objects.ts';
import { readBlocks } from '../../e2e/page-blocks.ts';
import { KAVMON_IMAGE } from '../../image/build.ts';
import { startAlertmanager } from '../../support/alertmanager.ts';
import { execFileAsync } from '../../support/exec-file.ts';
import { REPOSITORY_ROOT } from '../../support/repository.ts';
import { type ChartStage, getObjects } from '../chart-stage.ts';
import { findTools } from '../helm.ts';
import { type ChartSite, IMAGE_VALUES } from './chart-site.ts';
import { SHOP_NAMESPACE } from './namespaces.ts';

const OPERATOR_MODULE = 'github.com/prometheus-operator/prometheus-operator@v0.85.0';
const RULE_KIND = 'example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml';

/** README's namespace is taken by no other test of the cluster. */
const NAMESPACE = 'monitoring';

/** Restarts after which a container is in a crash loop. */
const CRASHES = 3;

/** A Service that hands on to a server outside of the cluster: the proxy of the API server goes to pods alone. */
const forwardingService = (name: string, port: number, reachable: string): readonly KubernetesObject[] => {
  const { hostname, port: outside } = new URL(reachable);
  const forward = `require('node:net').createServer((one) => {
    const other = require('node:net').connect(${outside}, '${hostname}');
    require('node:stream').pipeline(one, other, one, () => {});
  }).listen(8080)`;
  const container = {
    ...{ name, image: KAVMON_IMAGE, imagePullPolicy: 'Never' },
    command: ['/nodejs/bin/node', '-e', forward],
    readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
  };
  return [
    deploymentManifest(NAMESPACE, name, { pod: podSpec([container]) }),
    serviceManifest(NAMESPACE, name, { ports: [{ name: 'web', port, targetPort: 8080 }] }),
  ];
};

/** The commands of README's part, and the folder to run them in: with its values, the chart, and the programs. */
const prepareCommands = async ({ cluster }: ChartStage): Promise<{ folder: string; commands: readonly string[] }> => {
  const page = await readFile(join(REPOSITORY_ROOT, 'README.md'), 'utf8');
  const [, part = ''] = page.split('\n## Operating it\n');
  const [values, shell] = readBlocks(part);
  const folder = join(cluster.folder, 'operating');
  await mkdir(join(folder, 'bin'), { recursive: true });
  const tools = await findTools();
  await symlink(tools.helm, join(folder, 'bin/helm'));
  await symlink(tools.kubectl, join(folder, 'bin/kubectl'));
  await symlink(join(REPOSITORY_ROOT, 'charts'), join(folder, 'charts'));
  await writeFile(
    join(folder, 'operating.yaml'),
    yaml.stringify({ ...yaml.parse(values?.text ?? ''), ...IMAGE_VALUES }),
  );
  return { folder, commands: shell?.text.trim().split('\n') ?? [] };
};

/** Tests of README's way from `helm install` to the first dashboard and the first page. */
export const operatingTests = (site: () => ChartSite) => {
  it('README leads from helm install to the first dashboard and the first page in ten commands', async () => {
    const { stage } = site();
    const { cluster } = stage;
    const alertmanager = await startAlertmanager({ route: { receiver: 'nobody' }, receivers: [{ name: 'nobody' }] });
    cluster.undo.add('Alertmanager', alertmanager.stop);
    const operator = await goModuleFolder(OPERATOR_MODULE);
    await cluster.apply([
      namespaceManifest(NAMESPACE),
      ...forwardingService('prometheus', 9090, stage.reachable(stage.prometheus.url)),
      ...forwardingService('alertmanager', 9093, stage.reachable(alertmanager.url)),
      yaml.parse(await readFile(join(operator, RULE_KIND), 'utf8')),
    ]);
    await waitFor('the kind PrometheusRule', 30, async () =>
      (await stage.kubectl('api-resources', '--api-group=monitoring.coreos.com')).includes('PrometheusRule'),
    );
    for (const name of ['prometheus', 'alertmanager'])
      await stage.kubectl('rollout', 'status', '-n', NAMESPACE, `deploy/${name}`, '--timeout=60s');
    await waitFor(`${SHOP_NAMESPACE}/broken to crash again`, 180, async () => {
      const pods = await getObjects(stage, 'pods', '-n', SHOP_NAMESPACE, '-l', 'app=broken');
      return pods.some(({ status }) => status.containerStatuses?.[0]?.restartCount >= CRASHES);
    });
    const { folder, commands } = await prepareCommands(stage);
    expect(commands).toHaveLength(10);
    const env = { PATH: `${folder}/bin:${process.env.PATH}`, HOME: folder, KUBECONFIG: cluster.kubeconfig };
    const run = (line: string) =>
      execFileAsync('bash', ['-c', line], { cwd: folder, env, timeout: 240_000 }).catch(
        (error: { stdout: string; stderr: string; code: number }) => {
          // A check that finds something exits 1, which kubectl hands on.
          if (line.includes(' kavmon check ') && error.code === 1) return error;
          throw new Error(`${line}: ${error.stderr}`);
        },
      );
    const printed: string[] = [];
    for (const line of commands) {
      if (line.startsWith('kubectl exec'))
        await stage.kubectl('rollout', 'status', '-n', NAMESPACE, 'deploy/kavmon-on-demand', '--timeout=60s');
      printed.push((await run(line)).stdout);
    }
    const [, cronJobs, , waited, described, table, findings, dashboards, alerts, rules] = printed;
    expect(cronJobs).toContain('kavmon-cluster');
    expect(waited).toContain('condition met');
    expect(described).toMatch(/Message: .*problems?/);
    expect(table).toMatch(new RegExp(`Deployment ${SHOP_NAMESPACE}/broken`));
    const samples: readonly { metric: Record<string, string> }[] = JSON.parse(findings ?? '').data.result;
    expect(samples.map(({ metric }) => metric.finding_namespace)).toContain(SHOP_NAMESPACE);
    expect(dashboards?.match(/^kavmon-\S+/gm)?.length).toBeGreaterThanOrEqual(3);
    const shown: readonly { labels: Record<string, string>; annotations: Record<string, string> }[] = JSON.parse(
      alerts ?? '',
    );
    const page = shown.find(({ labels }) => labels.name === 'broken' && labels.namespace === SHOP_NAMESPACE);
    expect(page?.annotations.remedy).toMatch(/\w/);
    expect(page?.annotations).toHaveProperty('next_command');
    expect(yaml.parse(rules ?? '').spec.groups.length).toBeGreaterThan(0);
    await run(`helm uninstall kavmon -n ${NAMESPACE}`);
  }, 400_000);
};
