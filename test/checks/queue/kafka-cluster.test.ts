import { describe, expect, it } from 'vitest';
import kafkaCluster from '../../../checks/queue/kafka-cluster.ts';
import { ProbeError } from '../../../src/model/errors.ts';
// Loaded before the clock of the first check starts.
import '../../../src/probes/kafka/kafka.ts';
import type { KafkaAnswer } from '../../../src/probes/kafka/kafka.ts';
import { makeTestCertificates } from '../../support/certificates.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { kafkaAnswer, kafkaPartition, kafkaTopic } from '../../support/kafka-answers.ts';
import { pollUntil } from '../../support/poll-until.ts';
import * as faults from '../../support/tcp-faults.ts';
import { tlsSilent } from '../../support/tls-faults.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const CANARY_PASSWORD = 'canary-7f3a';
const sasl = { mechanism: 'PLAIN', user: 'shop', password: CANARY_PASSWORD };
/** Of servers that never answer. */
const SHORT_MS = 300;

const judge = (answer: Partial<KafkaAnswer>, params: object = {}) =>
  judgeRows(kafkaCluster, { kafka: async () => kafkaAnswer(answer) } as never, {
    bootstrap: ['kafka:9092'],
    ...params,
  });
const messages = async (answer: Partial<KafkaAnswer>, params: object = {}) =>
  (await judge(answer, params)).findings.map(
    ({ level, message }) => `${level} ${message.replace('Kafka kafka:9092: ', '')}`,
  );

describe('kafka-cluster on partitions', () => {
  it('is well in a cluster of one broker, where each partition has one replica', async () => {
    const alone = { replicas: [1], inSync: [1] };
    const brokers = [{ id: 1, host: 'kafka-1', port: 9092 }];
    expect(await messages({ brokers, topics: [kafkaTopic('a', kafkaPartition(0, alone))] })).toEqual([]);
  });

  it('fails without a leader, warns where replicas lag, and fails below min ISR', async () => {
    const topics = [
      kafkaTopic('a', kafkaPartition(0, { leader: -1, inSync: [] }), kafkaPartition(1, { inSync: [1, 2] })),
      kafkaTopic('b', kafkaPartition(0, { inSync: [1] })),
    ];
    const settings = new Map([
      ['a', { value: { 'min.insync.replicas': '2' } }],
      ['b', { value: { 'min.insync.replicas': '2' } }],
    ]);
    expect(await messages({ topics, settings })).toEqual([
      expect.stringMatching(
        /^fault 1 partitions have no leader.*: a\/0 .*; 1 partitions have fewer replicas in sync.*: b\/0/,
      ),
      expect.stringMatching(
        /^warning 2 partitions lack replicas in sync: a\/1 \(replicas 1, 2, 3; in sync 1, 2\), b\/0/,
      ),
    ]);
    expect(
      await messages(
        { topics, settings },
        { underReplicated: { fail: 2 }, offline: { warn: 0 }, belowMinIsr: { fail: 1 } },
      ),
    ).toEqual([expect.stringMatching(/^warning 1 partitions have no leader/)]);
  });

  it('has a note where settings may not be seen, and cannot tell where they were asked for', async () => {
    const problem = new ProbeError('permission', 'the user may not see the topic', { undecided: true });
    const denied = { topics: [kafkaTopic('a', kafkaPartition(0))], settings: new Map([['a', { problem }]]) };
    const quiet = await judge(denied);
    expect(quiet.findings).toEqual([]);
    await expect(judge(denied, { belowMinIsr: { fail: 0 } })).rejects.toMatchObject({
      reason: 'permission',
      undecided: true,
    });
  });
});

describe('kafka-cluster on brokers', () => {
  it('misses the controller, brokers by number and id, and names those that cannot be reached', async () => {
    const broker = { id: 2, host: 'kafka-2', port: 9092 };
    const problem = new ProbeError('dns', 'broker 2 cannot be reached', { advice: 'advertised_listeners' });
    expect(
      await messages({ controllerId: -1, reached: [{ broker, problem }] }, { brokers: { min: 4, ids: [1, 9] } }),
    ).toEqual([
      expect.stringMatching(
        /^fault the cluster has no controller.*; 3 brokers are in the cluster \(1, 2, 3\), expected at least 4; broker 9 is not/,
      ),
      'fault broker 2 cannot be reached',
    ]);
  });
});

describe('kafka-cluster on what is no Kafka', () => {
  const verdictOn = async (server: { port: number; connections: () => number }, params: object = {}) => {
    const result = await judgeCheck(
      kafkaCluster as never,
      { bootstrap: [`127.0.0.1:${server.port}`], sasl, ...params },
      { timeoutMs: SHORT_MS },
    );
    await pollUntil(() => server.connections() === 0, { what: 'the end of the connection', ms: 3000, every: 5 });
    expect(JSON.stringify(result)).not.toContain(CANARY_PASSWORD);
    return formatVerdict(result);
  };
  const answerHead = Buffer.from([0, 0, 0, 50, 0, 0, 0, 1, 0, 0]);

  it.each([
    ['a silent server', faults.tcpSilent, /^timeout deadline_attempt: .*auth/],
    [
      'a server that closes at the first words',
      () => faults.endingAfterRequest('close'),
      /^failed unreachable: .*does this port want TLS/,
    ],
    ['half an answer', () => faults.tcpHalfAnswer(answerHead, 'hang'), /^timeout deadline_attempt/],
    ['half an answer and an end', () => faults.tcpHalfAnswer(answerHead, 'close'), /^failed unreachable/],
    [
      'an answer to no request',
      () => faults.tcpHalfAnswer(Buffer.from([0, 0, 0, 4, 0, 0, 0, 9]), 'hang'),
      /^failed protocol: .*belongs to no request/,
    ],
    [
      'an answer that is too short',
      () => faults.tcpHalfAnswer(Buffer.from([0, 0, 0, 5, 0, 0, 0, 1, 0]), 'hang'),
      /^failed protocol: .*not an answer of Kafka/,
    ],
    ['a web server', faults.webSpeaker, /^failed protocol: .*HTTP answers/],
    ['a mail server', faults.mailGreeter, /^failed protocol: .*mail/],
    ['SSH', () => faults.tcpHalfAnswer('SSH-2.0-OpenSSH_9.2p1\r\n', 'hang', true), /^failed protocol: .*SSH answers/],
    [
      'an alert of TLS',
      () => faults.tcpHalfAnswer(Buffer.from([0x15, 3, 3, 0, 2, 2, 80]), 'close'),
      /^failed protocol: .*speaks TLS, ask with tls: \{\}/,
    ],
    ['garbage', faults.tcpGarbage, /^failed protocol/],
    [
      'an endless answer',
      () => faults.tcpEndless(Buffer.from([0x03, 0xff, 0xff, 0xff, 0, 0, 0, 1])),
      /^(failed protocol: .*given up|timeout)/,
    ],
  ] as const)('%s', async (_, start, expected) => {
    expect(await verdictOn(await stopAfterTest(start()))).toMatch(expected);
  });

  it('a refused port, and a name that does not exist, alone and among others', async () => {
    const dead = `127.0.0.1:${await faults.refusedPort()}`;
    const ask = async (...bootstrap: readonly string[]) =>
      formatVerdict(await judgeCheck(kafkaCluster as never, { bootstrap }));
    expect(await ask(dead)).toMatch(/^failed connect_refused/);
    expect(await ask('kafka.invalid')).toMatch(/^failed dns/);
    expect(await ask(dead, 'kafka.invalid:9092')).toMatch(
      /^failed connect_refused: no broker answers: .*refused.*; .*kafka\.invalid/,
    );
  });

  it('certificates that are not trusted, expired, of another name', async () => {
    const { ca, leaf, expired, wrongName } = makeTestCertificates();
    const ask = async (certificate: typeof leaf, tls: object) => {
      const server = await stopAfterTest(tlsSilent(certificate));
      return verdictOn(server, { bootstrap: [`localhost:${server.port}`], tls });
    };
    expect(await ask(leaf, {})).toMatch(/^failed tls_untrusted/);
    expect(await ask(expired, { ca: ca.cert })).toMatch(/^failed tls_expired/);
    expect(await ask(wrongName, { ca: ca.cert })).toMatch(/^failed tls_name/);
  });
});

it.each([
  [{}],
  [{ bootstrap: [] }],
  [{ bootstrap: ['kafka://a:9092'] }],
  [{ bootstrap: ['a'], brokers: {} }],
  [{ bootstrap: ['a'], sasl: { mechanism: 'GSSAPI', user: 'a', password: 'b' } }],
  [{ bootstrap: ['a'], offline: {} }],
])('the parameters %j are refused', (params) => {
  expect(kafkaCluster.params.safeParse(params).success).toBe(false);
});
