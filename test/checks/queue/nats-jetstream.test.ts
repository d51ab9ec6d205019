import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import natsJetstream from '../../../checks/queue/nats-jetstream.ts';
import type { NatsStream } from '../../../src/probes/nats/nats.ts';
// Loaded before the clock of the first check starts.
import '../../../src/probes/nats/nats.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { type NatsServer, startNats } from '../../support/nats.ts';
import { runPageExample } from '../../support/page-example.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const describeNats = await describeWithPackages('nats-server');

describeNats('nats-jetstream on a real server', () => {
  let server: NatsServer;
  let client: NatsConnection;
  const judge = (params: object = {}) =>
    judgeCheck(natsJetstream as never, { host: '127.0.0.1', port: server.port, ...params });
  const verdict = async (params: object = {}) => formatVerdict(await judge(params));

  beforeAll(async () => {
    server = await startNats();
    client = await connect({ servers: `127.0.0.1:${server.port}` });
    const manager = await jetstreamManager(client);
    await manager.streams.add({ name: 'ORDERS', subjects: ['orders.>'], max_msgs: 10, max_bytes: 100_000 });
    await manager.streams.add({ name: 'EMPTY', subjects: ['empty.>'] });
    await manager.consumers.add('ORDERS', { durable_name: 'invoices', ack_policy: 'explicit' });
    for (let count = 0; count < 8; count += 1) client.publish('orders.new', 'x');
    await client.flush();
  });
  afterAll(async () => {
    await client.close();
    await server.stop();
  });

  it('streams within their limits are well, and measured', async () => {
    const params = {
      streams: ['ORDERS'],
      consumers: ['invoices'],
      messages: { fail: 90 },
      bytes: { fail: 90 },
      lastMessage: { fail: '1h' },
      pending: { fail: 10 },
    };
    const result = await judge(params);
    expect(formatVerdict(result)).toMatch(/^ok/);
    expect(result.measures).toMatchObject({ streams: { value: 1 }, messages: { value: 8 }, pending_max: { value: 8 } });
  });

  it('each limit counts', async () => {
    expect(await verdict({ streams: ['ORDERS'], messages: { fail: 70 } })).toMatch(
      /^failed threshold: stream ORDERS: 8 of 10 messages \(80\.0 %\)/,
    );
    expect(await verdict({ streams: ['ORDERS'], pending: { fail: 7 } })).toMatch(
      /^failed threshold: consumer invoices of stream ORDERS: 8 messages not delivered yet/,
    );
    expect(await verdict({ streams: ['EMPTY'], bytes: { fail: 70 } })).toMatch(
      /^error missing_value: .*no max_bytes to compare/,
    );
    expect(await verdict({ streams: ['EMPTY'], lastMessage: { fail: '1h' } })).toMatch(
      /^error missing_value: .*never been a message/,
    );
  });

  it('what is missing fails, and none selected is never well', async () => {
    expect(await verdict({ streams: ['ORDERS', 'GONE'], consumers: ['mails'] })).toMatch(
      /^failed assertion: .*the stream GONE is missing; the consumer mails is missing/,
    );
    expect(await verdict({ include: '^NOTHING' })).toMatch(/^error empty_result: none of 2 streams/);
    expect(await verdict({ domain: 'elsewhere' })).toMatch(/^failed status: .*JetStream is off/);
  });

  it('a push consumer that nobody subscribes to stands still', async () => {
    const manager = await jetstreamManager(client);
    await manager.consumers.add('ORDERS', {
      durable_name: 'pushed',
      ack_policy: 'explicit',
      deliver_subject: 'to.nobody',
    });
    expect(await verdict({ streams: ['ORDERS'] })).toMatch(
      /^failed status: consumer pushed of stream ORDERS: nobody subscribes.*\(to\.nobody\), and 8 messages wait/,
    );
    await manager.consumers.delete('ORDERS', 'pushed');
  });

  it('is asked by the configuration of its page', async () => {
    const { results } = await runPageExample('nats', {}, { EVENTS_NATS_URL: `nats://127.0.0.1:${server.port}` });
    expect(results.map(({ name, status }) => `${name} ${status}`)).toEqual(['nats-connection ok', 'nats-jetstream ok']);
  });
});

describe('nats-jetstream on a cluster', () => {
  const cluster = {
    leader: 'a',
    replicas: [
      { name: 'b', current: true },
      { name: 'c', current: true },
    ],
  };
  const stream = (fields: object = {}): NatsStream =>
    ({ stream: { config: { name: 'S' }, state: {}, cluster, ...fields }, consumers: [] }) as NatsStream;
  const messages = async (streams: readonly NatsStream[]) => {
    const nats = async () => ({
      target: 'a:4222',
      server: {},
      roundTripMs: 1,
      jetstream: true,
      streams,
      names: ['S'],
      durationMs: 2,
    });
    return (await judgeRows(natsJetstream, { nats } as never, { host: 'a' })).findings.map(
      ({ level, message }) => `${level} ${message}`,
    );
  };

  it('is well with a leader and current replicas', async () => {
    expect(await messages([stream()])).toEqual([]);
  });

  it('fails without a leader, and warns of replicas that are behind or gone', async () => {
    const replicas = [
      { name: 'b', current: false, lag: 12 },
      { name: 'c', current: false, offline: true },
    ];
    expect(await messages([stream({ cluster: { replicas } })])).toEqual([
      'fault stream S: the stream has no leader',
      'warning stream S: 2 of 3 replicas of the stream are not current: b (12 operations behind), c (offline)',
    ]);
  });

  it('a consumer whose messages are not acknowledged is held up', async () => {
    const consumer = { name: 'c', config: { max_ack_pending: 5 }, num_ack_pending: 5, num_pending: 3, cluster };
    expect(await messages([{ ...stream(), consumers: [consumer] }])).toEqual([
      'warning consumer c of stream S: delivery is held up: 5 messages are not acknowledged, and max_ack_pending is 5',
    ]);
  });
});

it.each([[{}], [{ host: 'a', streams: [] }], [{ host: 'a', include: '(' }], [{ host: 'a', pending: {} }]])(
  'the parameters %j are refused',
  (params) => {
    expect(natsJetstream.params.safeParse(params).success).toBe(false);
  },
);
