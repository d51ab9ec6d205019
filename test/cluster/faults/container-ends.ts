import { deploymentManifest, podManifest, podSpec, SERVE_SCRIPT, shellContainer, WAIT_SCRIPT } from '../objects.ts';
import type { ClusterScenario } from '../scenario.ts';

const singleDeployment = (namespace: string, name: string, containers: Parameters<typeof podSpec>[0]) =>
  deploymentManifest(namespace, name, { pod: podSpec(containers) });

/** Containers that end though they should run on, and pods that do not end. */
export const END_FAULTS: readonly ClusterScenario[] = [
  {
    title: 'a container that ends at once, with a line that says why',
    namespace: 'tariff',
    objects: [
      singleDeployment('tariff', 'tariff-api', [
        shellContainer('api', 'echo "reading settings"; echo "fatal: TARIFF_DB_DSN is not set" >&2; exit 3'),
      ]),
    ],
    expect: [
      { kind: 'Deployment|Pod', name: 'tariff-api', says: ['CrashLoopBackOff', 'exit.*3', 'TARIFF_DB_DSN is not set'] },
    ],
  },
  {
    title: 'a container that is killed for memory',
    namespace: 'labels',
    objects: [
      singleDeployment('labels', 'label-printer', [
        shellContainer('printer', '', {
          command: ['tail', '/dev/zero'],
          resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '24Mi' } },
        }),
      ]),
    ],
    expect: [{ kind: 'Deployment|Pod', name: 'label-printer', says: ['OOMKilled', '24Mi|25165824|limit'] }],
  },
  {
    title: 'the second container of a pod crashes beside a healthy first',
    namespace: 'scanning',
    objects: [
      singleDeployment('scanning', 'scanner-hub', [
        shellContainer('hub', WAIT_SCRIPT),
        shellContainer('metrics-relay', 'echo "cannot open /etc/relay.yaml: no such file"; exit 2'),
      ]),
    ],
    expect: [{ kind: 'Deployment|Pod', name: 'scanner-hub', says: ['crash', 'metrics-relay', 'exit code 2'] }],
  },
  {
    title: 'a liveness probe that asks a port nobody listens on',
    namespace: 'beacons',
    objects: [
      singleDeployment('beacons', 'beacon-reader', [
        shellContainer('reader', SERVE_SCRIPT, {
          livenessProbe: { tcpSocket: { port: 9090 }, initialDelaySeconds: 3, periodSeconds: 3, failureThreshold: 1 },
        }),
      ]),
    ],
    expect: [{ kind: 'Deployment|Pod', name: 'beacon-reader', says: ['restart|crash|liveness|probe|killed'] }],
  },
  {
    title: 'a pod that is deleted and held by a finalizer',
    namespace: 'retired',
    objects: [
      podManifest('retired', 'old-sorter', podSpec([shellContainer('sorter', WAIT_SCRIPT)]), {
        finalizers: ['acme.test/keep-records'],
      }),
    ],
    after: async ({ cluster }) => {
      await cluster.request('DELETE', '/api/v1/namespaces/retired/pods/old-sorter');
    },
    expect: [{ kind: 'Pod', name: 'old-sorter', says: ['terminat|finalizer', 'acme.test/keep-records'] }],
  },
  {
    title: 'a pod that wrote more than its scratch volume may hold',
    namespace: 'unpacking',
    objects: [
      podManifest(
        'unpacking',
        'unpacker',
        podSpec(
          [
            shellContainer('unpacker', `dd if=/dev/zero of=/scratch/parcel bs=1M count=8; ${WAIT_SCRIPT}`, {
              volumeMounts: [{ name: 'scratch', mountPath: '/scratch' }],
            }),
          ],
          { volumes: [{ name: 'scratch', emptyDir: { sizeLimit: '2Mi' } }] },
        ),
      ),
    ],
    expect: [{ kind: 'Pod', name: 'unpacker', says: ['Evicted', 'scratch|emptyDir|limit'] }],
  },
  {
    title: 'a container that ends without a word',
    namespace: 'muted',
    objects: [singleDeployment('muted', 'silent-sorter', [shellContainer('sorter', 'exit 7')])],
    expect: [{ kind: 'Deployment|Pod', name: 'silent-sorter', says: ['crash', 'exit code 7', 'empty'] }],
  },
  {
    title: 'a command that somebody ran, and that failed',
    namespace: 'experiments',
    objects: [
      podManifest('experiments', 'try-export', {
        restartPolicy: 'Never',
        containers: [shellContainer('try', 'exit 1')],
      }),
    ],
    expect: [{ kind: 'Pod', name: 'try-export', says: ['"level":"warning"', 'exit code 1'] }],
  },
];
