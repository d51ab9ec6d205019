import { parseArgs } from 'node:util';
import { nodeMissing, startClusterDns, startControlPlane, startNode, startProxy, startRegistries } from './cluster.ts';
import { controlPlaneMissing, type TestCluster } from './control-plane.ts';
import { createFaults, FAULT_SCENARIOS } from './faults.ts';
import { createHealthy, HEALTHY_SCENARIOS } from './healthy.ts';
import { fillPods } from './pods.ts';
import { type ScenarioStage, startChanges, writeExpectations } from './scenario.ts';

const HELP_TEXT = `node test/cluster/up.ts [--faults] [--pods N [--namespaces N]]

Starts a Kubernetes on this machine and keeps it until SIGINT or SIGTERM.
  (nothing)      control plane, one node, Services, DNS
  --faults       the same with registries, every fault, and the healthy namespaces; SIGUSR2 sets those in motion
  --pods N       control plane only, filled with N pods that no kubelet runs`;

const logLine = (line: string) => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`);

const runCluster = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      faults: { type: 'boolean', default: false },
      pods: { type: 'string' },
      namespaces: { type: 'string', default: '500' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP_TEXT);
  const reason = (await controlPlaneMissing()) ?? (values.pods ? undefined : await nodeMissing());
  if (reason) throw new Error(reason);
  const signalled = waitForSignal();
  const cluster = await startControlPlane({ controllers: !values.pods });
  try {
    logLine('control plane runs');
    const work = values.pods
      ? fillPods(cluster, { pods: Number(values.pods), namespaces: Number(values.namespaces), faultPercent: 2 })
      : startNodeParts(cluster, values.faults);
    await Promise.race([work.then(() => printAddresses(cluster)), signalled]);
    await signalled;
  } finally {
    logLine('stopping');
    await cluster.stop();
    logLine('stopped');
  }
};

const waitForSignal = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });

const startNodeParts = async (cluster: TestCluster, faults: boolean): Promise<void> => {
  const node = await startNode(cluster);
  await startProxy(cluster, node);
  await startClusterDns(cluster, node);
  logLine('node, Services and DNS run');
  if (!faults) return;
  const stage: ScenarioStage = { cluster, node, registries: await startRegistries(cluster, node) };
  await Promise.all([createHealthy(stage), createFaults(stage)]);
  logLine(`${HEALTHY_SCENARIOS.length} healthy namespaces are settled`);
  logLine(`${FAULT_SCENARIOS.length} faults are created; most show within a minute, all within five`);
  console.log(`expected   ${await writeExpectations(cluster.folder, [...FAULT_SCENARIOS, ...HEALTHY_SCENARIOS])}`);
  process.on('SIGUSR2', () => {
    startChanges(stage, HEALTHY_SCENARIOS).then(
      () => logLine('the healthy namespaces are in motion'),
      (error: Error) => logLine(error.message),
    );
  });
};

const printAddresses = ({ kubeconfig, folder, url }: TestCluster): void => {
  console.log(`url        ${url}\nlogs       ${folder}/logs\nkubeconfig ${kubeconfig}`);
};

runCluster().then(
  () => process.exit(),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
