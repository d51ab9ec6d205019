import { deploymentManifest, podSpec, serviceManifest, shellContainer, WAIT_SCRIPT, webContainer } from '../objects.ts';
import type { ClusterScenario } from '../scenario.ts';

const singleDeployment = (namespace: string, name: string, containers: Parameters<typeof podSpec>[0], more = {}) =>
  deploymentManifest(namespace, name, { pod: podSpec(containers, more) });

const BARE_IMAGE = 'localhost/bare:1';

/** Containers that cannot be made or started, or never become ready. */
export const START_FAULTS: readonly ClusterScenario[] = [
  {
    title: 'the second init container fails',
    namespace: 'depot',
    objects: [
      singleDeployment('depot', 'depot-stock', [shellContainer('stock', WAIT_SCRIPT)], {
        initContainers: [
          shellContainer('fetch-assets', 'exit 0'),
          shellContainer('apply-schema', 'echo "schema 42: relation parcels does not exist"; exit 4'),
        ],
      }),
    ],
    expect: [{ kind: 'Deployment|Pod', name: 'depot-stock', says: ['Init', 'apply-schema', '4'] }],
  },
  {
    title: 'a key that the ConfigMap does not have',
    namespace: 'notices',
    objects: [
      {
        ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'notices-settings', namespace: 'notices' } },
        data: { sender: 'parcels@acme.test' },
      },
      singleDeployment('notices', 'notices', [
        shellContainer('notices', WAIT_SCRIPT, {
          env: [
            {
              name: 'RELAY',
              valueFrom: { configMapKeyRef: { name: 'notices-settings', key: 'mail-relay' } },
            },
          ],
        }),
      ]),
    ],
    expect: [{ kind: 'Deployment|Pod', name: 'notices', says: ['CreateContainerConfigError|config', 'mail-relay'] }],
  },
  {
    title: 'a Secret to be mounted that does not exist',
    namespace: 'invoices',
    objects: [
      singleDeployment(
        'invoices',
        'invoice-signer',
        [shellContainer('signer', WAIT_SCRIPT, { volumeMounts: [{ name: 'key', mountPath: '/key' }] })],
        {
          volumes: [{ name: 'key', secret: { secretName: 'invoice-signing-key' } }],
        },
      ),
    ],
    expect: [
      {
        kind: 'Deployment|Pod',
        name: 'invoice-signer',
        says: ['mount|volume|ContainerCreating', 'invoice-signing-key'],
      },
    ],
  },
  {
    title: 'a command that the image does not have',
    namespace: 'sorting',
    objects: [
      singleDeployment('sorting', 'belt-control', [shellContainer('control', '', { command: ['/opt/belt/controld'] })]),
    ],
    expect: [
      {
        kind: 'Deployment|Pod',
        name: 'belt-control',
        says: ['CrashLoop|RunContainerError|StartError|ContainerCannotRun|cannot|could not', 'controld|no such file'],
      },
    ],
  },
  {
    title: 'a readiness probe that never succeeds, behind a Service',
    namespace: 'pickup',
    objects: [
      singleDeployment('pickup', 'pickup-points', [
        webContainer('points', { readinessProbe: { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 3 } }),
      ]),
      serviceManifest('pickup', 'pickup-points'),
    ],
    expect: [
      { kind: 'Deployment|Pod', name: 'pickup-points', says: ['not.?ready|readiness|unavailable'] },
      { kind: 'Service', name: 'pickup-points', says: ['endpoint'] },
    ],
  },
  {
    title: 'a native sidecar that never starts',
    namespace: 'franking',
    objects: [
      singleDeployment('franking', 'franking-api', [webContainer('api')], {
        initContainers: [
          shellContainer('key-agent', `echo "waiting for the key store at vault.acme.test:8200"; ${WAIT_SCRIPT}`, {
            restartPolicy: 'Always',
            startupProbe: { tcpSocket: { port: 8200 }, periodSeconds: 2, failureThreshold: 500 },
          }),
        ],
      }),
    ],
    expect: [
      { kind: 'Deployment|Pod', name: 'franking-api', says: ['key-agent', 'startup', 'waiting for the key store'] },
    ],
  },
  {
    title: 'a script without its first line',
    namespace: 'manifests',
    objects: [
      {
        ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'scripts', namespace: 'manifests' } },
        data: { start: 'echo started\n' },
      },
      singleDeployment(
        'manifests',
        'manifest-writer',
        [
          shellContainer('writer', '', {
            command: ['/scripts/start'],
            volumeMounts: [{ name: 'scripts', mountPath: '/scripts' }],
          }),
        ],
        { volumes: [{ name: 'scripts', configMap: { name: 'scripts', defaultMode: 0o755 } }] },
      ),
    ],
    expect: [{ kind: 'Deployment|Pod', name: 'manifest-writer', says: ['exec format error', '#!'] }],
  },
  {
    title: 'an image that says nothing of what to run',
    namespace: 'escorts',
    before: ({ node }) => node.load([{ names: [BARE_IMAGE], label: 'bare', command: [] }]),
    objects: [
      singleDeployment('escorts', 'escort-planner', [
        shellContainer('planner', '', { image: BARE_IMAGE, command: undefined }),
      ]),
    ],
    expect: [
      { kind: 'Deployment|Pod', name: 'escort-planner', says: ['CreateContainerError', 'no command specified'] },
    ],
  },
];
