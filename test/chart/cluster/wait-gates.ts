import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as yaml from 'yaml';
import type { KubernetesObject } from '../../cluster/api.ts';
import { waitFor } from '../../cluster/cluster.ts';
import { BUSYBOX_IMAGE } from '../../cluster/node.ts';
import { deploymentManifest, namespaceManifest, podSpec, shellContainer, WAIT_SCRIPT } from '../../cluster/objects.ts';
import { KAVMON_IMAGE } from '../../image/build.ts';
import { REPOSITORY_ROOT } from '../../support/repository.ts';
import { getObjects, parseJsonLines } from '../chart-stage.ts';
import type { RenderedValue } from '../helm.ts';
import type { ChartSite } from './chart-site.ts';

const GATES_FOLDER = join(REPOSITORY_ROOT, 'examples/gates');
const RELEASE_LABELS = { 'app.kubernetes.io/instance': 'orders', 'app.kubernetes.io/managed-by': 'Helm' };
/** No registry is asked for it. */
const INVALID_IMAGE = 'localhost/No_Such_Name:v9';

/** A Deployment of the release; its pods carry the labels of Helm's charts, too. */
const releasedDeployment = (namespace: string, container: object): KubernetesObject => {
  const object = deploymentManifest(namespace, 'orders', {
    pod: podSpec([shellContainer('web', WAIT_SCRIPT, { ...container })]),
  });
  return { ...object, metadata: { ...object.metadata, labels: { ...RELEASE_LABELS } } };
};

/** The text of an example with images that the node has, in another namespace. */
const exampleText = async (file: string, namespace: string): Promise<string> =>
  (await readFile(join(GATES_FOLDER, file), 'utf8'))
    .replaceAll('namespace: shop', `namespace: ${namespace}`)
    .replaceAll('resourceNames: [shop]', `resourceNames: [${namespace}]`)
    .replaceAll(/^( +)image: registry\.example\/kavmon.*$/gm, `$1image: ${KAVMON_IMAGE}\n$1imagePullPolicy: Never`)
    .replaceAll(
      /^( +)image: registry\.example\/shop.*$/gm,
      `$1image: ${BUSYBOX_IMAGE}\n$1imagePullPolicy: Never\n$1command: [sh, -c, ${WAIT_SCRIPT}]`,
    )
    .replaceAll('runAsNonRoot: true', 'runAsNonRoot: true\n        runAsUser: 65532');

/** A chart with one Deployment and the gate of the example as its hook. Returns its folder. */
const writeGatedChart = async (folder: string, namespace: string): Promise<string> => {
  await mkdir(join(folder, 'templates'), { recursive: true });
  await writeFile(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: orders\nversion: 0.1.0\n');
  await writeFile(join(folder, 'templates/gate.yaml'), await exampleText('helm-hook.yaml', namespace));
  const web = releasedDeployment(namespace, { image: '{{ .Values.image }}', imagePullPolicy: 'IfNotPresent' });
  await writeFile(join(folder, 'templates/web.yaml'), yaml.stringify(web));
  return folder;
};

/** A pod of this Deployment that ends after so long, and is not started again. */
const podOf = ({ metadata, spec }: RenderedValue, activeDeadlineSeconds: number): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { ...spec.template.metadata, name: 'shop', namespace: metadata.namespace },
  spec: { ...spec.template.spec, activeDeadlineSeconds, restartPolicy: 'Never' },
});

/** Tests of the examples of gates that wait for a release. */
export const waitGateTests = (site: () => ChartSite) => {
  let tries = 0;
  const newNamespace = async (name: string): Promise<string> => {
    const namespace = `${name}-${++tries}`;
    await site().stage.cluster.apply([namespaceManifest(namespace)]);
    return namespace;
  };
  const gatePod = async (namespace: string) =>
    (await getObjects(site().stage, 'pods', '-n', namespace, '-l', 'app=shop'))[0];
  /** The objects of the example; with a deadline its pod alone, which a ReplicaSet would replace. */
  const applyInitGate = async (namespace: string, deadlineSeconds?: number) => {
    const objects = yaml.parseAllDocuments(await exampleText('init-container.yaml', namespace));
    await site().stage.cluster.apply(
      objects
        .map((document) => document.toJS())
        .map((object) =>
          object.kind === 'Deployment' && deadlineSeconds !== undefined ? podOf(object, deadlineSeconds) : object,
        ),
    );
  };

  it('an init container of the example waits for a release with the rights of the example', async () => {
    const namespace = await newNamespace('gate-init');
    const notReady = { readinessProbe: { exec: { command: ['test', '-e', '/tmp/ready'] }, periodSeconds: 1 } };
    await site().stage.cluster.apply([releasedDeployment(namespace, notReady)]);
    await applyInitGate(namespace);
    const { kubectl } = site().stage;
    await waitFor('the gate to wait', 60, async () =>
      (await kubectl('logs', '-n', namespace, 'deploy/shop', '-c', 'gate').catch(() => '')).includes('waiting_for'),
    );
    expect((await gatePod(namespace)).status.containerStatuses[0].state).toHaveProperty('waiting');
    await kubectl('exec', '-n', namespace, 'deploy/orders', '--', 'touch', '/tmp/ready');
    await waitFor('the service to start', 90, async () => (await gatePod(namespace)).status.phase === 'Running');
    const { initContainerStatuses } = (await gatePod(namespace)).status;
    expect(initContainerStatuses[0]).toMatchObject({ restartCount: 0, state: { terminated: { exitCode: 0 } } });
  }, 240_000);

  it('a gate that is stopped while it waits reports, exits with 143 and is gone', async () => {
    const namespace = await newNamespace('gate-stop');
    const never = { readinessProbe: { exec: { command: ['false'] }, periodSeconds: 1 } };
    await site().stage.cluster.apply([releasedDeployment(namespace, never)]);
    // The kubelet sends SIGTERM at the deadline, and the pod stays for everybody to see.
    await applyInitGate(namespace, 20);
    const ended = await waitFor('the gate to be stopped', 90, async () => {
      const pods = await getObjects(site().stage, 'pods', '-n', namespace, '-l', 'app=shop');
      return pods.find((pod) => pod.status.initContainerStatuses?.[0]?.state.terminated !== undefined);
    });
    const { exitCode, message, finishedAt } = ended.status.initContainerStatuses[0].state.terminated;
    expect([exitCode, message]).toEqual([
      143,
      expect.stringMatching(/^1 problem\b.*Deployment gate-stop-\d+\/orders/s),
    ]);
    const lifeMs = Date.parse(finishedAt) - Date.parse(ended.status.startTime);
    expect(lifeMs).toBeLessThan(26_000);
  }, 180_000);

  it('a Helm upgrade ends well after the gate of its hook, and at once where an image has no valid name', async () => {
    const namespace = await newNamespace('gate-hook');
    const { helm, kubectl, cluster } = site().stage;
    const chart = await writeGatedChart(join(cluster.folder, namespace), namespace);
    const upgrade = (image: string) =>
      helm('upgrade', '--install', 'orders', chart, '-n', namespace, '--set', `image=${image}`, '--timeout', '110s');
    await upgrade(BUSYBOX_IMAGE);
    expect(await getObjects(site().stage, 'jobs', '-n', namespace)).toEqual([]);
    const begin = Date.now();
    await expect(upgrade(INVALID_IMAGE)).rejects.toThrow(/BackoffLimitExceeded|hooks? failed/);
    expect(Date.now() - begin).toBeLessThan(80_000);
    const log = parseJsonLines(await kubectl('logs', '-n', namespace, 'job/orders-gate'));
    expect(JSON.stringify(log)).toMatch(/does not mend itself/);
    expect(JSON.stringify(log)).toContain(INVALID_IMAGE);
  }, 300_000);
};
