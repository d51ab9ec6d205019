import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as yaml from 'yaml';
import type { KubernetesObject } from '../../cluster/api.ts';
import { waitFor } from '../../cluster/cluster.ts';
import { BUSYBOX } from '../../cluster/node.ts';
import { container, deployment, namespaceOf, podSpec, SERVE, service, WAIT } from '../../cluster/objects.ts';
import { IMAGE } from '../../image/build.ts';
import { REPOSITORY_ROOT } from '../../support/repository.ts';
import { listOf } from '../stage.ts';
import { RESTRICTED } from './places.ts';
import type { Site } from './site.ts';

const EXAMPLE = join(REPOSITORY_ROOT, 'examples/gate.yaml');

/** The objects of `examples/gate.yaml` with images that the node has. */
const example = async (namespace: string): Promise<readonly KubernetesObject[]> =>
  yaml.parseAllDocuments(await readFile(EXAMPLE, 'utf8')).map((document) => {
    const object = document.toJS();
    const spec = object.spec?.template.spec;
    if (spec !== undefined) {
      Object.assign(spec.initContainers[0], { image: IMAGE, imagePullPolicy: 'Never' });
      Object.assign(spec.containers[0], { image: BUSYBOX, command: ['sh', '-c', WAIT] });
      Object.assign(spec, {
        securityContext: { ...spec.securityContext, runAsUser: 65532 },
        terminationGracePeriodSeconds: 1,
      });
    }
    return { ...object, metadata: { ...object.metadata, namespace } };
  });

/** The Service that the gate of the example waits for, and its Deployment. */
const orders = (namespace: string) => [
  deployment(namespace, 'orders', {
    pod: podSpec(
      [
        container('web', SERVE.replaceAll('/www', '/tmp'), {
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          ports: [{ containerPort: 8080 }],
        }),
      ],
      { securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } } },
    ),
  }),
  service(namespace, 'orders'),
];

/** Tests of kavmon as an init container. */
export const gate = (site: () => Site) => {
  let tries = 0;
  it('a gate in an init container holds the service back until what it needs answers', async () => {
    const { stage } = site();
    // A retry needs a new namespace: in the old one the gate would pass at once.
    const namespace = `gated-${++tries}`;
    await stage.cluster.apply([namespaceOf(namespace, RESTRICTED), ...(await example(namespace))]);
    const gated = async () => (await listOf(stage, 'pods', '-n', namespace, '-l', 'app=shop'))[0];
    const blocked = await waitFor('the gate to say why', 60, async () => {
      const state = (await gated()).status.initContainerStatuses?.[0];
      return state?.restartCount > 0 && (state.lastState.terminated ?? state.state.terminated);
    });
    expect(blocked).toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(/^1 of 1 checks failed: shop\/http-endpoint/),
    });
    expect((await gated()).status.containerStatuses[0].state).toHaveProperty('waiting');
    await stage.cluster.apply(orders(namespace));
    await waitFor('the service to start', 90, async () => (await gated()).status.phase === 'Running');
  }, 180_000);
};
