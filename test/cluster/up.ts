import { parseArgs } from 'node:util';
import { nodeMissing, startControlPlane, startDns, startNode, startProxy, startRegistries } from './cluster.ts';
import { type Cluster, controlPlaneMissing } from './control-plane.ts';
import { createFaults, FAULTS } from './faults.ts';
import { createHealthy, HEALTHY } from './healthy.ts';
import { fillPods } from './pods.ts';
import { move, type Stage, writeExpectations } from './scenario.ts';

const HELP = `node test/cluster/up.ts [--faults] [--pods N [--namespaces N]]

Starts a Kubernetes on this machine and keeps it until SIGINT or SIGTERM.
  (nothing)      control plane, one node, Services, DNS
  --faults       the same with registries, every fault, and the healthy namespaces; SIGUSR2 sets those in motion
  --pods N       control plane only, filled with N pods that nobody runs`;

const log = (line: string) => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`);

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      faults: { type: 'boolean', default: false },
      pods: { type: 'string' },
      namespaces: { type: 'string', default: '500' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const reason = (await controlPlaneMissing()) ?? (values.pods ? undefined : await nodeMissing());
  if (reason) throw new Error(reason);
  const asked = askedToEnd();
  const cluster = await startControlPlane({ controllers: !values.pods });
  try {
    log('control plane runs');
    const work = values.pods
      ? fillPods(cluster, { pods: Number(values.pods), namespaces: Number(values.namespaces), faultPercent: 2 })
      : startRest(cluster, values.faults);
    await Promise.race([work.then(() => announce(cluster)), asked]);
    await asked;
  } finally {
    log('stopping');
    await cluster.stop();
    log('stopped');
  }
};

const askedToEnd = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });

const startRest = async (cluster: Cluster, faults: boolean): Promise<void> => {
  const node = await startNode(cluster);
  await startProxy(cluster, node);
  await startDns(cluster, node);
  log('node, Services and DNS run');
  if (!faults) return;
  const stage: Stage = { cluster, node, registries: await startRegistries(cluster, node) };
  await createHealthy(stage);
  log(`${HEALTHY.length} healthy namespaces are settled`);
  await createFaults(stage);
  log(`${FAULTS.length} faults are created; most show within a minute, all within three`);
  console.log(`expected   ${await writeExpectations(cluster.folder, [...FAULTS, ...HEALTHY])}`);
  process.on('SIGUSR2', () => {
    move(stage, HEALTHY).then(
      () => log('the healthy namespaces are in motion'),
      (error: Error) => log(error.message),
    );
  });
};

const announce = ({ kubeconfig, folder, url }: Cluster): void => {
  console.log(`url        ${url}\nlogs       ${folder}/logs\nkubeconfig ${kubeconfig}`);
};

main().then(
  () => process.exit(),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
