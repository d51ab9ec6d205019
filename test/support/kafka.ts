import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeServerCertificate } from './certificates.ts';
import { acceptsConnections, startDaemon, type TestDaemon, waitForDaemon } from './daemon.ts';
import { execFileAsync } from './exec-file.ts';
import { findFreePort } from './free-port.ts';
import { fetchKafka } from './kafka/fetch-jars.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

export type KafkaBroker = {
  readonly id: number;
  /** `127.0.0.1:PORT` of the listener without TLS and login. */
  readonly address: string;
  readonly daemon: TestDaemon;
};

export type KafkaCluster = {
  /** The first one is the controller, too. */
  readonly brokers: readonly KafkaBroker[];
  /** Further listeners of the first broker: with login (PLAIN, SCRAM-SHA-256), with TLS, and one that advertises a name that is none. */
  readonly sasl: string;
  readonly tls: string;
  readonly far: string;
  /** PEM file of the authority that signed the certificate of the TLS listener (for localhost and 127.0.0.1). */
  readonly ca: string;
  readonly stop: () => Promise<void>;
};

export const KAFKA_LOGIN = { username: 'shop', password: 'canary-7f3a' } as const;

const CLUSTER_ID = 'MkU3OEVBNTcwNTJENDM2Qg';
const MEMORY_FLAGS = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xms64m', '-Xmx192m'] as const;
const LOG_FLAG = '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn';

/** Starts a real Kafka (KRaft) of one or two brokers, without data. */
export const startKafka = async (brokers: 1 | 2 = 1): Promise<KafkaCluster> => {
  const classPath = await fetchKafka();
  const folder = await makeTemporaryFolder('kafka');
  const certificate = await writeServerCertificate(folder.path, 'Kavmon Test Kafka CA');
  const keyStore = join(folder.path, 'keystore.pem');
  await writeFile(keyStore, (await readFile(certificate.key, 'utf8')) + (await readFile(certificate.cert, 'utf8')));
  const controller = await findFreePort();
  const started: KafkaBroker[] = [];
  const stop = async (): Promise<void> => {
    for (const { daemon } of started.toReversed()) await daemon.stop();
    await folder.remove();
  };
  const ports = await Promise.all(Array.from({ length: brokers }, findPorts));
  for (const [index, own] of ports.entries()) {
    const id = index + 1;
    const file = join(folder.path, `broker-${id}.properties`);
    const data = join(folder.path, `data-${id}`);
    await writeFile(
      file,
      [...listenerLines(id, controller, own, keyStore), ...clusterLines(id, controller, data)].join('\n'),
    );
    const login = `SCRAM-SHA-256=[name=${KAFKA_LOGIN.username},password=${KAFKA_LOGIN.password}]`;
    const format = ['format', '-t', CLUSTER_ID, '-c', file, '--add-scram', login];
    await execFileAsync('java', [...MEMORY_FLAGS, LOG_FLAG, '-cp', classPath, 'kafka.tools.StorageTool', ...format], {
      timeout: 120_000,
    });
    const daemon = startDaemon('java', [...MEMORY_FLAGS, LOG_FLAG, '-cp', classPath, 'kafka.Kafka', file], {
      cwd: folder.path,
    });
    await waitForDaemon(daemon, () => acceptsConnections(own.plain), {
      name: `Kafka broker ${id}`,
      cleanUp: stop,
      ms: 110_000,
      every: 200,
    });
    started.push({ id, address: `127.0.0.1:${own.plain}`, daemon });
  }
  const [first] = ports;
  return {
    brokers: started,
    sasl: `127.0.0.1:${first?.sasl}`,
    tls: `localhost:${first?.tls}`,
    far: `127.0.0.1:${first?.far}`,
    ca: certificate.ca,
    stop,
  };
};

/** Of the listeners of a broker, and of the controller in it. */
type BrokerPorts = { readonly [name in 'plain' | 'sasl' | 'tls' | 'far']: number };

const findPorts = async (): Promise<BrokerPorts> => ({
  plain: await findFreePort(),
  sasl: await findFreePort(),
  tls: await findFreePort(),
  far: await findFreePort(),
});

const PLAIN_MODULE = 'org.apache.kafka.common.security.plain.PlainLoginModule';
const SCRAM_MODULE = 'org.apache.kafka.common.security.scram.ScramLoginModule';

const listenerLines = (
  id: number,
  controller: number,
  { plain, sasl, tls, far }: BrokerPorts,
  keyStore: string,
): readonly string[] => {
  const advertisedFar = `FAR://kafka-${id}.kafka.invalid:${far}`;
  return [
    `listeners=${listed({ PLAINTEXT: plain, SASL: sasl, TLS: tls, FAR: far, ...(id === 1 ? { CONTROLLER: controller } : {}) })}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${plain},SASL://127.0.0.1:${sasl},TLS://localhost:${tls},${advertisedFar}`,
    'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SASL:SASL_PLAINTEXT,TLS:SSL,FAR:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256',
    `listener.name.sasl.plain.sasl.jaas.config=${PLAIN_MODULE} required user_${KAFKA_LOGIN.username}="${KAFKA_LOGIN.password}";`,
    `listener.name.sasl.scram-sha-256.sasl.jaas.config=${SCRAM_MODULE} required;`,
    'ssl.keystore.type=PEM',
    `ssl.keystore.location=${keyStore}`,
  ];
};

const listed = (ports: Readonly<Record<string, number>>): string =>
  Object.entries(ports)
    .map(([name, port]) => `${name}://127.0.0.1:${port}`)
    .join();

const clusterLines = (id: number, controller: number, data: string): readonly string[] => [
  `node.id=${id}`,
  id === 1 ? 'process.roles=broker,controller' : 'process.roles=broker',
  `controller.quorum.voters=1@127.0.0.1:${controller}`,
  'controller.listener.names=CONTROLLER',
  'inter.broker.listener.name=PLAINTEXT',
  `log.dirs=${data}`,
  ...['offsets.topic.replication.factor=1', 'offsets.topic.num.partitions=1', 'auto.create.topics.enable=true'],
  ...['transaction.state.log.replication.factor=1', 'transaction.state.log.min.isr=1'],
  ...['share.coordinator.state.topic.replication.factor=1', 'share.coordinator.state.topic.min.isr=1'],
  ...['group.initial.rebalance.delay.ms=0', 'log.cleaner.dedupe.buffer.size=2097152', 'broker.session.timeout.ms=3000'],
];
