import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { objectMeta } from '../../kubernetes/api-objects.ts';
import { startApiServer } from '../../support/api-server.ts';
import { makeTestCertificates } from '../../support/certificates.ts';
import { measureContention, runWithContention } from '../../support/contention.ts';
import { configureServices, type ReportedRun, runForReport } from '../run-for-report.ts';
import { ASKED_SERVICES, PASSWORD } from './asked-services.ts';
import { type BrokenServer, FAULTS, type Fault, type FaultName } from './broken-servers.ts';
import { COMMAND_FAULTS, LATE_FAULTS } from './late-faults.ts';

/** Time that each check has on an idle machine; on one that is busy a server of this process answers as much later. */
const IDLE_TIMEOUT_MS = 3000;
const LONGEST_TIMEOUT_MS = 15_000;

/** The password of all checks, which no output may contain. */
export const CANARY_PASSWORD = 'Zq7+kanari-of-faults';

export interface FaultsRun {
  readonly run: ReportedRun;
  /** Limit of each check. */
  readonly timeoutMs: number;
  /** How many times longer work took than on an idle machine. */
  readonly slowness: number;
  /** Servers that still have a connection. */
  readonly stillConnected: () => readonly string[];
  /** Stops the servers. */
  readonly stop: () => Promise<unknown>;
}

interface AskedFault {
  readonly check: string;
  /** Of the registration. */
  readonly name: string;
  readonly params: object;
}

/** A pod that is well, whose model `model-version` compares. */
const SCORER = {
  metadata: objectMeta('scorer', 'lab', { creationTimestamp: '2026-11-21T10:00:00Z', labels: { app: 'scorer' } }),
  spec: { containers: [{ name: 'scorer', image: 'registry.example/scorer:1' }] },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
};

/**
 * Starts the servers of these faults for every protocol, and points every check at each, in one run of kavmon; with `late` also
 * the checks of `late-faults.ts` at theirs.
 */
export const runFaults = async (folder: string, names: readonly FaultName[], late = false): Promise<FaultsRun> => {
  const certificates = makeTestCertificates();
  const servers: StartedServers = new Map();
  const asked = [
    ...(await Promise.all(names.map((name) => askEverybody(name, certificates, servers)))).flat(),
    ...(late ? [...(await askLate(servers)), ...COMMANDS] : []),
  ];
  const cluster = await startApiServer({ lists: { '/api/v1/pods': { kind: 'PodList', items: [SCORER] } } });
  const timeoutMs = Math.round(Math.min(LONGEST_TIMEOUT_MS, IDLE_TIMEOUT_MS * Math.max(1, measureContention() / 2)));
  const checks: Record<string, object[]> = {};
  for (const { check, name, params } of asked)
    checks[check] = [...(checks[check] ?? []), { name, timeout: `${timeoutMs}ms`, ...params }];
  const service = { workloads: { selector: 'app=scorer' }, checks };
  const flags = [
    ...(await configureServices(folder, { broken: service })),
    ...['-n', asked.map(({ name }) => name).join(), '-A', '--kubeconfig', await writeKubeconfig(folder, cluster.url)],
  ];
  const [run, slowness] = await runWithContention(() =>
    runForReport(flags, { env: { [PASSWORD.env]: CANARY_PASSWORD }, timeout: 120_000, measure: true }),
  );
  return {
    ...{ run, slowness, timeoutMs },
    stillConnected: () => [...servers].flatMap(([name, server]) => ((server.connections?.() ?? 0) > 0 ? [name] : [])),
    stop: () => Promise.all([cluster, ...servers.values()].map(({ stop }) => stop())),
  };
};

type StartedServers = Map<string, BrokenServer>;

const askEverybody = async (
  name: FaultName,
  certificates: ReturnType<typeof makeTestCertificates>,
  servers: StartedServers,
): Promise<readonly AskedFault[]> => {
  const fault: Fault = FAULTS[name];
  const ca = fault.tls === true ? certificates.ca.cert : undefined;
  const asked: AskedFault[] = [];
  for (const [check, { protocol, params }] of Object.entries(ASKED_SERVICES)) {
    const server = servers.get(`${name} ${protocol}`) ?? (await fault.start(protocol, certificates));
    if (server === undefined) continue;
    servers.set(`${name} ${protocol}`, server);
    const target = { host: fault.host ?? '127.0.0.1', port: server.port, ca };
    asked.push({ check, name: `${check}.${name}`, params: params(target) });
  }
  return asked;
};

const askLate = (servers: StartedServers): Promise<readonly AskedFault[]> =>
  Promise.all(
    Object.entries(LATE_FAULTS).map(async ([name, [check, , start]]) => {
      const server = await start();
      servers.set(name, server);
      return { check, name, params: ASKED_SERVICES[check]?.params({ host: '127.0.0.1', port: server.port }) ?? {} };
    }),
  );

const COMMANDS: readonly AskedFault[] = Object.entries(COMMAND_FAULTS).map(([name, [argv]]) => ({
  ...{ check: 'exec-command', name, params: { argv } },
}));

/** Writes the kubeconfig of an API server without TLS and users, for the check that asks of pods too. */
const writeKubeconfig = async (folder: string, server: string): Promise<string> => {
  const path = join(folder, 'kubeconfig');
  const named = {
    contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'lab' } }],
    users: [{ name: 'lab', user: {} }],
  };
  await writeFile(
    path,
    JSON.stringify({ 'current-context': 'lab', clusters: [{ name: 'lab', cluster: { server } }], ...named }),
  );
  return path;
};
