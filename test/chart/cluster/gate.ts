import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as yaml from 'yaml';
import type { KubernetesObject } from '../../cluster/api.ts';
import { waitFor } from '../../cluster/cluster.ts';
import { BUSYBOX_IMAGE } from '../../cluster/node.ts';
import {
  deploymentManifest,
  namespaceManifest,
  podSpec,
  SERVE_SCRIPT,
  serviceManifest,
  shellContainer,
  WAIT_SCRIPT,
} from '../../cluster/objects.ts';
import { KAVMON_IMAGE } from '../../image/build.ts';
import { REPOSITORY_ROOT } from '../../support/repository.ts';
import { getObjects } from '../chart-stage.ts';
import type { ChartSite } from './chart-site.ts';
import { RESTRICTED_LABELS } from './namespaces.ts';

const GATE_EXAMPLE_FILE = join(REPOSITORY_ROOT, 'examples/gate.yaml');

/** The objects of `examples/gate.yaml` with images that the node has. */
const gateObjects = async (namespace: string): Promise<readonly KubernetesObject[]> =>
  yaml.parseAllDocuments(await readFile(GATE_EXAMPLE_FILE, 'utf8')).map((document) => {
    const object = document.toJS();
    const spec = object.spec?.template.spec;
    if (spec !== undefined) {
      Object.assign(spec.initContainers[0], { image: KAVMON_IMAGE, imagePullPolicy: 'Never' });
      Object.assign(spec.containers[0], { image: BUSYBOX_IMAGE, command: ['sh', '-c', WAIT_SCRIPT] });
      Object.assign(spec, {
        securityContext: { ...spec.securityContext, runAsUser: 65532 },
        terminationGracePeriodSeconds: 1,
      });
    }
    return { ...object, metadata: { ...object.metadata, namespace } };
  });

/** The Service that the gate of the example waits for, and its Deployment. */
const ordersObjects = (namespace: string) => [
  deploymentManifest(namespace, 'orders', {
    pod: podSpec(
      [
        shellContainer('web', SERVE_SCRIPT.replaceAll('/www', '/tmp'), {
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          ports: [{ containerPort: 8080 }],
        }),
      ],
      { securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } } },
    ),
  }),
  serviceManifest(namespace, 'orders'),
];

/** Tests of kavmon as an init container. */
export const gateTests = (site: () => ChartSite) => {
  let tries = 0;
  it('a gate in an init container holds the service back until what it needs answers', async () => {
    const { stage } = site();
    // A retry needs a new namespace: in the old one the gate would pass at once.
    const namespace = `gated-${++tries}`;
    await stage.cluster.apply([namespaceManifest(namespace, RESTRICTED_LABELS), ...(await gateObjects(namespace))]);
    const gated = async () => (await getObjects(stage, 'pods', '-n', namespace, '-l', 'app=shop'))[0];
    const blocked = await waitFor('the gate to say why', 60, async () => {
      const state = (await gated()).status.initContainerStatuses?.[0];
      return state?.restartCount > 0 && (state.lastState.terminated ?? state.state.terminated);
    });
    expect(blocked).toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(/^1 problem\b.*; sev\d shop\/http-endpoint: /),
    });
    expect((await gated()).status.containerStatuses[0].state).toHaveProperty('waiting');
    await stage.cluster.apply(ordersObjects(namespace));
    await waitFor('the service to start', 90, async () => (await gated()).status.phase === 'Running');
  }, 180_000);
};
