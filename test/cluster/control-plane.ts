import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../support/free-port.ts';
import { type ClusterAddresses, freeAddresses } from './addresses.ts';
import { type ApiClient, connectApi } from './api.ts';
import * as build from './build.ts';
import { type ControlPlaneCertificates, makeCertificates } from './certificates.ts';
import { type CleanUpSteps, makeCleanUp, orCleanUp } from './clean-up.ts';
import { installPrograms, NEEDED_PROGRAMS } from './debian.ts';
import { type ClusterDaemon, startProgram } from './program.ts';
import { FOLDER_PREFIX, removeStaleClusters } from './stale-clusters.ts';
import { makeTokens, type UserTokens, writeKubeconfig } from './users.ts';
import { waitFor } from './wait-for.ts';

export type ControlPlaneOptions = {
  /** Seconds after which a node that no longer reports counts as NotReady; the default of the controllers is 50. */
  readonly nodeGraceSeconds?: number;
  /** Default true. False leaves out controllers and scheduler, for clusters that are only read. */
  readonly controllers?: boolean;
};

/** A running control plane. Parts that are added later (a node, DNS) add their end to `undo`. */
export type TestCluster = {
  readonly url: string;
  /** PEM text of the certificate authority. */
  readonly ca: string;
  readonly adminToken: string;
  /** Path of an admin's kubeconfig. */
  readonly kubeconfig: string;
  readonly request: ApiClient['request'];
  readonly apply: ApiClient['apply'];
  /** The daemons that were started, with their process ids and logs. */
  readonly programs: ClusterDaemon[];
  /** Temporary folder of this cluster; `logs/` in it has one file per daemon. */
  readonly folder: string;
  readonly addresses: ClusterAddresses;
  readonly binaries: string;
  readonly certificates: ControlPlaneCertificates;
  readonly tokens: UserTokens;
  readonly undo: CleanUpSteps;
  /** Ends all parts, the last started first, and removes the folder. */
  readonly stop: () => Promise<void>;
};

/** Installs and builds what a control plane needs. Returns why that failed, in one line, or undefined. */
export const controlPlaneMissing = async (): Promise<string | undefined> =>
  (await build.binariesMissing('control-plane')) ?? (await installPrograms(NEEDED_PROGRAMS.controlPlane));

/**
 * Starts etcd, the API server (RBAC and Node authorization), the controllers and the scheduler on loopback. Steps that
 * `undo` has already come after its own.
 * @throws Error with the last lines of the daemon that did not come up; nothing is left running then.
 */
export const startControlPlane = (options: ControlPlaneOptions = {}, undo = makeCleanUp()): Promise<TestCluster> =>
  orCleanUp(undo, async () => {
    const reason = await controlPlaneMissing();
    if (reason) throw new Error(reason);
    await removeStaleClusters();
    return bootControlPlane(options, await build.buildControlPlane(), undo);
  });

const bootControlPlane = async (
  options: ControlPlaneOptions,
  binaries: string,
  undo: CleanUpSteps,
): Promise<TestCluster> => {
  const folder = await mkdtemp(join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-`));
  undo.add('folder', () => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
  await mkdir(join(folder, 'logs'));
  const addresses = await freeAddresses(undo);
  const certificates = await makeCertificates(folder, ['127.0.0.1', addresses.kubernetes, addresses.machine]);
  const ca = await readFile(certificates.ca, 'utf8');
  const { file, tokens } = await makeTokens(folder);
  const [etcdPort, peerPort, port] = await Promise.all([findFreePort(), findFreePort(), findFreePort()]);
  const url = `https://127.0.0.1:${port}`;
  const api = connectApi(url, ca, tokens.admin);
  undo.add('connections', api.close);
  const kubeconfig = await writeKubeconfig(join(folder, 'kubeconfig'), url, ca, tokens.admin);
  const cluster: TestCluster = {
    ...{ url, ca, adminToken: tokens.admin, kubeconfig, request: api.request, apply: api.apply },
    ...{ programs: [], folder, addresses, binaries, certificates, tokens, undo, stop: undo.run },
  };
  launchProgram(cluster, 'etcd', 'etcd', etcdFlags(folder, etcdPort, peerPort));
  const server = launchProgram(cluster, 'kube-apiserver', join(binaries, 'kube-apiserver'), [
    ...serverFlags(cluster, port),
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    `--token-auth-file=${file}`,
  ]);
  await waitUntilUp('API server', 60, [server], async () => (await api.request('GET', '/readyz')) === 'ok');
  if (options.controllers !== false) await startControllers(cluster, options);
  return cluster;
};

/** Starts a daemon that ends with the cluster. */
export const launchProgram = (
  cluster: Pick<TestCluster, 'folder' | 'programs' | 'undo'>,
  name: string,
  command: string,
  args: readonly string[],
): ClusterDaemon => {
  const program = startProgram({ name, command, args, logs: join(cluster.folder, 'logs') });
  cluster.programs.push(program);
  cluster.undo.add(name, program.stop);
  return program;
};

/** Waits until `probe` neither throws nor returns false. Throws at once when one of the programs has ended. */
export const waitUntilUp = async (
  what: string,
  seconds: number,
  programs: readonly ClusterDaemon[],
  probe: () => Promise<unknown>,
): Promise<void> => {
  const answer = await waitFor(what, seconds, async () => {
    const dead = programs.map((program) => program.ended()).find(Boolean);
    return dead ? { dead } : (await probe()) !== false;
  });
  if (typeof answer === 'object') throw new Error(answer.dead);
};

const etcdFlags = (folder: string, port: number, peerPort: number): string[] => [
  `--data-dir=${join(folder, 'etcd')}`,
  `--listen-client-urls=http://127.0.0.1:${port}`,
  `--advertise-client-urls=http://127.0.0.1:${port}`,
  `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
  `--initial-advertise-peer-urls=http://127.0.0.1:${peerPort}`,
  `--initial-cluster=default=http://127.0.0.1:${peerPort}`,
  '--unsafe-no-fsync',
  '--quota-backend-bytes=8589934592',
];

const keyFileOf = (certificate: string): string => certificate.replace(/\.crt$/, '.key');

const serverFlags = (
  { addresses, certificates: { ca, server, kubeletClient, serviceAccounts } }: TestCluster,
  port: number,
) => [
  '--bind-address=127.0.0.1',
  '--advertise-address=127.0.0.1',
  `--secure-port=${port}`,
  // The API server refuses to publish a loopback address; `forwardApi` makes the EndpointSlice.
  '--endpoint-reconciler-type=none',
  `--service-cluster-ip-range=${addresses.services}`,
  '--authorization-mode=Node,RBAC',
  '--enable-admission-plugins=NodeRestriction',
  '--allow-privileged=true',
  `--client-ca-file=${ca}`,
  `--tls-cert-file=${server}`,
  `--tls-private-key-file=${keyFileOf(server)}`,
  `--kubelet-client-certificate=${kubeletClient}`,
  `--kubelet-client-key=${keyFileOf(kubeletClient)}`,
  '--kubelet-preferred-address-types=InternalIP',
  '--service-account-issuer=https://kubernetes.default.svc',
  `--service-account-key-file=${serviceAccounts}`,
  `--service-account-signing-key-file=${serviceAccounts}`,
];

const startControllers = async (
  cluster: TestCluster,
  { nodeGraceSeconds = 50 }: ControlPlaneOptions,
): Promise<void> => {
  const { folder, url, ca, tokens, certificates, binaries } = cluster;
  const config = (user: 'controllers' | 'scheduler') => writeKubeconfig(join(folder, user), url, ca, tokens[user]);
  const quiet = ['--leader-elect=false', '--secure-port=0'];
  const manager = launchProgram(cluster, 'kube-controller-manager', join(binaries, 'kube-controller-manager'), [
    ...quiet,
    `--kubeconfig=${await config('controllers')}`,
    '--use-service-account-credentials=true',
    // The default of 20 a second delays the start of the controllers.
    '--kube-api-qps=200',
    '--kube-api-burst=400',
    `--service-account-private-key-file=${certificates.serviceAccounts}`,
    `--root-ca-file=${certificates.ca}`,
    `--node-monitor-grace-period=${nodeGraceSeconds}s`,
  ]);
  const scheduler = launchProgram(cluster, 'kube-scheduler', join(binaries, 'kube-scheduler'), [
    ...quiet,
    `--kubeconfig=${await config('scheduler')}`,
  ]);
  const account = '/api/v1/namespaces/default/serviceaccounts/default';
  await waitUntilUp('controllers', 60, [manager, scheduler], () => cluster.request('GET', account));
};
