import { Admin, Consumer, Producer } from '@platformatic/kafka';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import kafkaCluster from '../../../checks/queue/kafka-cluster.ts';
import kafkaConsumers from '../../../checks/queue/kafka-consumers.ts';
import kafkaTopics from '../../../checks/queue/kafka-topics.ts';
import type { Check } from '../../../src/check/check.ts';
import type { Result } from '../../../src/model/result.ts';
import { describeUnless } from '../../support/describe-unless.ts';
import { kafkaMissing } from '../../support/kafka/fetch-jars.ts';
import { KAFKA_LOGIN, type KafkaCluster, startKafka } from '../../support/kafka.ts';
import { runPageExample } from '../../support/page-example.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const describeKafka = describeUnless(await kafkaMissing());
const { username: user, password } = KAFKA_LOGIN;

describeKafka('a real Kafka of two brokers', () => {
  let kafka: KafkaCluster;
  const address = (id: 1 | 2 = 1): string => kafka.brokers[id - 1]?.address ?? '';
  const ask = async (check: unknown, params: object = {}, timeoutMs = 10_000): Promise<Result> => {
    const result = await judgeCheck(check as Check, { bootstrap: [address()], ...params }, { timeoutMs });
    expect(JSON.stringify(result)).not.toContain(password);
    return result;
  };
  const verdict = async (check: unknown, params: object = {}): Promise<string> =>
    formatVerdict(await ask(check, params));
  const client = () => ({ clientId: 'test', bootstrapBrokers: [address()] });

  /** Joins a group, takes what there is, commits, and stays until the test has ended. */
  const joinGroup = async (groupId: string, groupProtocol: 'classic' | 'consumer'): Promise<Consumer> => {
    const consumer = new Consumer({
      ...client(),
      groupId,
      groupProtocol: groupProtocol as 'classic',
      autocommit: true,
    });
    onTestFinished(() => consumer.close(true));
    const stream = await consumer.consume({
      topics: ['orders'],
      mode: 'earliest',
      sessionTimeout: 10_000,
      heartbeatInterval: 500,
    });
    stream.on('data', () => {});
    const committed = async () => {
      const params = { groups: [groupId], topics: ['orders'], members: { fail: '0:' } };
      const { measures, notes } = await ask(kafkaConsumers, params);
      return notes.length === 0 && measures.lag?.value === 0;
    };
    await pollUntil(committed, { what: `${groupId} to commit`, ms: 60_000, every: 500 });
    return consumer;
  };

  beforeAll(async () => {
    kafka = await startKafka(2);
    const admin = new Admin(client());
    await pollUntil(async () => (await admin.metadata({ topics: [], forceUpdate: true })).brokers.size === 2, {
      what: 'both brokers',
      ms: 60_000,
    });
    const configs = [
      { name: 'retention.ms', value: '86400000' },
      { name: 'min.insync.replicas', value: '2' },
    ];
    await admin.createTopics({ topics: ['orders'], partitions: 2, replicas: 2, configs });
    await admin.createTopics({ topics: ['single'], partitions: 1, replicas: 1 });
    await admin.close();
    const producer = new Producer(client());
    const messages = Array.from({ length: 10 }, (_, index) => ({
      topic: 'orders',
      key: Buffer.from(`${index}`),
      value: Buffer.from('x'),
    }));
    await producer.send({ messages });
    await producer.close();
  }, 240_000);
  afterAll(() => kafka?.stop(), 30_000);

  describe('kafka-cluster', () => {
    it('is well, by every way to log in, and measured', async () => {
      const well = await ask(kafkaCluster, { brokers: { min: 2, ids: [1, 2] } });
      expect(formatVerdict(well)).toMatch(/^ok/);
      expect(well.measures).toMatchObject({ brokers: { value: 2 }, partitions_offline: { value: 0 } });
      for (const mechanism of ['PLAIN', 'SCRAM-SHA-256'])
        expect(await verdict(kafkaCluster, { bootstrap: [kafka.sasl], sasl: { mechanism, user, password } })).toMatch(
          /^ok/,
        );
      expect(await verdict(kafkaCluster, { bootstrap: [kafka.tls], tls: { ca: kafka.ca } })).toMatch(/^ok/);
    });

    it('tells what is wrong with a login, or with none', async () => {
      const sasl = { mechanism: 'PLAIN', user, password };
      const listener = { bootstrap: [kafka.sasl] };
      expect(await verdict(kafkaCluster, { ...listener, sasl: { ...sasl, password: 'wrong' } })).toMatch(
        /^failed auth: .*credentials were refused/,
      );
      expect(await verdict(kafkaCluster, { ...listener, sasl: { ...sasl, mechanism: 'SCRAM-SHA-512' } })).toMatch(
        /^failed auth: .*offered are PLAIN, SCRAM-SHA-256/,
      );
      expect(await verdict(kafkaCluster, listener)).toMatch(
        /^failed unreachable: .*does this listener want a login \(sasl\)/,
      );
      expect(await verdict(kafkaCluster, { sasl })).toMatch(/^failed auth: .*takes no login/);
    });

    it('tells TLS from what is in the clear', async () => {
      expect(await verdict(kafkaCluster, { bootstrap: [kafka.tls], tls: {} })).toMatch(/^failed tls_untrusted/);
      expect(await verdict(kafkaCluster, { bootstrap: [kafka.tls] })).toMatch(
        /^failed (protocol: .*speaks TLS|unreachable: .*want TLS)/,
      );
      expect(await verdict(kafkaCluster, { tls: {} })).toMatch(/^failed tls_handshake/);
    });

    it('names the address that a broker advertises and nobody can reach', async () => {
      const far = await ask(kafkaCluster, { bootstrap: [kafka.far] });
      expect(formatVerdict(far)).toMatch(
        /^failed dns: .*broker 1 cannot be reached at the address that it advertises, so that clients cannot either: kafka-1\.kafka\.invalid/,
      );
      expect(far.remedy).toContain('advertised.listeners');
      expect(await verdict(kafkaCluster, { bootstrap: [kafka.far], advertised: false })).toMatch(/^ok/);
    });

    it('misses brokers that are not in the cluster', async () => {
      const { findings } = await ask(kafkaCluster, { brokers: { min: 3, ids: [7] } });
      expect(findings.map(({ message }) => message).join()).toMatch(
        /2 brokers are in the cluster \(1, 2\), expected at least 3; broker 7 is not/,
      );
    });

    it('goes on to the next broker of the list, with a note', async () => {
      const result = await ask(kafkaCluster, { bootstrap: ['127.0.0.1:1', address(2)] });
      expect(result).toMatchObject({ status: 'ok', notes: [expect.stringContaining('did not answer')] });
    });
  });

  describe('kafka-topics', () => {
    it('are there with their partitions, replicas and settings', async () => {
      const settings = {
        'retention.ms': { ge: 3_600_000 },
        'min.insync.replicas': { eq: 2 },
        'cleanup.policy': { eq: 'delete' },
      };
      const orders = { name: 'orders', partitions: { eq: 2 }, replicationFactor: { ge: 2 }, settings };
      expect(await verdict(kafkaTopics, { topics: [orders, { name: 'single' }] })).toMatch(/^ok/);
    });

    it('are missing, or otherwise, and do not come into being by being asked for', async () => {
      const wrong = {
        name: 'orders',
        partitions: { ge: 6 },
        settings: { 'retention.ms': { ge: 604_800_000 }, 'retention.mss': { eq: 1 } },
      };
      for (let round = 0; round < 2; round += 1) {
        const { findings } = await ask(kafkaTopics, { topics: [wrong, { name: 'absent' }] });
        expect(findings.map(({ message }) => message).join()).toMatch(
          /topic orders: partitions is 2, expected ge 6; retention\.ms is "?86400000.*retention\.mss is missing.*topic absent: it is missing/s,
        );
      }
    });
  });

  describe('kafka-consumers', () => {
    it.each(['classic', 'consumer'] as const)(
      'of the protocol %s keep up, and fall behind once they are gone',
      async (protocol) => {
        const group = `group-${protocol}`;
        const consumer = await joinGroup(group, protocol);
        const well = await ask(kafkaConsumers, {
          groups: [group],
          topics: ['orders'],
          lag: { fail: 0 },
          partitionLag: { fail: 0 },
        });
        expect(formatVerdict(well)).toMatch(/^ok/);
        expect(well.measures).toMatchObject({ members: { value: 1 }, lag: { value: 0 } });
        await consumer.close(true);
        await pollUntil(async () => (await verdict(kafkaConsumers, { groups: [group] })).includes('0 members'), {
          what: 'the member to go',
          ms: 30_000,
          every: 500,
        });
        const producer = new Producer(client());
        await producer.send({ messages: [{ topic: 'orders', key: Buffer.from('0'), value: Buffer.from('x') }] });
        await producer.close();
        const behind = { groups: [group], members: { fail: '0:' } };
        expect(await verdict(kafkaConsumers, { ...behind, lag: { fail: 0 } })).toMatch(
          /^failed threshold: .*1 message behind/,
        );
        expect(await verdict(kafkaConsumers, { ...behind, partitionLag: { fail: 0 } })).toMatch(
          /^failed threshold: .*1 message behind in orders\/\d/,
        );
        expect(await verdict(kafkaConsumers, { ...behind, progressWithin: '300ms' })).toMatch(
          /^failed assertion: .*no offset was committed between two looks/,
        );
      },
      120_000,
    );

    it('that nobody has joined are missing', async () => {
      expect(await verdict(kafkaConsumers, { groups: ['nobody'] })).toMatch(
        /^failed assertion: group nobody: there is no such group/,
      );
    });
  });

  it('is asked by the configuration of its page', async () => {
    const addresses = { 'kafka-0.kafka:9092': kafka.sasl, 'groups: [invoices]': 'groups: [group-classic]' };
    const { results, output } = await runPageExample('kafka', addresses, { KAFKA_PASSWORD: password });
    expect(results.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'kafka-cluster ok',
      'kafka-topics ok',
      'kafka-consumers ok',
    ]);
    expect(output).not.toContain(password);
  });

  it('is frozen: every check ends in time', async () => {
    await kafka.brokers[0]?.daemon.pause();
    const results = await Promise.all([
      ask(kafkaCluster, {}, 700),
      ask(kafkaTopics, { topics: [{ name: 'orders' }] }, 700),
      ask(kafkaConsumers, { groups: ['group-classic'] }, 700),
    ]);
    await kafka.brokers[0]?.daemon.resume();
    for (const result of results) {
      expect(result).toMatchObject({ status: 'timeout', reason: 'deadline_attempt' });
      expect(result.durationMs).toBeLessThan(1700);
    }
  });

  it('has lost a broker: partitions lack replicas, and fall below min ISR', async () => {
    await pollUntil(async () => (await verdict(kafkaCluster)).startsWith('ok'), {
      what: 'both brokers again',
      ms: 60_000,
      every: 500,
    });
    await kafka.brokers[1]?.daemon.stop();
    const lost = async () => (await verdict(kafkaCluster)).includes('orders/');
    await pollUntil(lost, { what: 'the broker to be missed', ms: 60_000, every: 500 });
    const { findings, status } = await ask(kafkaCluster, { brokers: { ids: [1, 2] } });
    expect(status).toBe('failed');
    const said = findings.map(({ message }) => message).join('\n');
    expect(said).toMatch(
      /2 partitions have fewer replicas in sync than min\.insync\.replicas: writes with acks=all fail: orders\/0/,
    );
    expect(said).toContain('broker 2 is not in the cluster');
    expect(await verdict(kafkaTopics, { topics: [{ name: 'orders' }] })).toMatch(
      /^degraded no_quorum: .*2 of 2 partitions lack replicas in sync/,
    );
  }, 150_000);
});
