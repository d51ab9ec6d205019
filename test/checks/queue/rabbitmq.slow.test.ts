import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import rabbitmqConnection from '../../../checks/queue/rabbitmq-connection.ts';
import rabbitmqHealth from '../../../checks/queue/rabbitmq-health.ts';
import rabbitmqQueues from '../../../checks/queue/rabbitmq-queues.ts';
import rabbitmqTopology from '../../../checks/queue/rabbitmq-topology.ts';
import type { Check } from '../../../src/check/check.ts';
import type { Result } from '../../../src/model/result.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { folderForSuite } from '../../support/for-test.ts';
import { runPageExample } from '../../support/page-example.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { RABBITMQ_PACKAGES, type RabbitServer, startRabbit } from '../../support/rabbitmq.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const describeRabbit = await describeWithPackages(...RABBITMQ_PACKAGES);
const CANARY_PASSWORD = 'canary-7f3a';

describeRabbit('a real RabbitMQ', () => {
  let rabbit: RabbitServer;
  const folder = folderForSuite('rabbitmq-definitions');

  const ask = async (check: unknown, params: object, timeoutMs = 10_000): Promise<Result> => {
    const result = await judgeCheck(check as Check, params, { timeoutMs });
    expect(JSON.stringify(result)).not.toContain(CANARY_PASSWORD);
    return result;
  };
  const verdict = async (check: unknown, params: object): Promise<string> => formatVerdict(await ask(check, params));
  const amqp = (params: object = {}) => ({
    host: rabbit.host,
    port: rabbit.port,
    user: 'shop',
    password: CANARY_PASSWORD,
    ...params,
  });
  const api = (params: object = {}, user = 'monitor') => ({
    url: rabbit.api,
    auth: { basic: { username: user, password: CANARY_PASSWORD } },
    ...params,
  });
  const publish = (vhost: string, routingKey: string, properties: object = {}) =>
    rabbit.send<{ routed: boolean }>('POST', `exchanges/${vhost}/amq.default/publish`, {
      properties,
      routing_key: routingKey,
      payload: 'x',
      payload_encoding: 'string',
    });
  /** The numbers of queues are gathered each second. */
  const awaitMessages = (vhost: string, queue: string, messages: number) =>
    pollUntil(
      async () => (await rabbit.send<{ messages?: number }>('GET', `queues/${vhost}/${queue}`)).messages === messages,
      { what: `${messages} messages in ${queue}`, ms: 30_000, every: 200 },
    );

  beforeAll(async () => {
    rabbit = await startRabbit();
    const users = { shop: '', plain: '', manager: 'management', monitor: 'monitoring' };
    for (const vhost of ['orders', 'billing']) await rabbit.send('PUT', `vhosts/${vhost}`);
    for (const [user, tags] of Object.entries(users)) {
      await rabbit.send('PUT', `users/${user}`, { password: CANARY_PASSWORD, tags });
      if (user === 'plain') continue;
      const rights = { configure: '.*', write: '.*', read: '.*' };
      for (const vhost of ['%2F', 'orders']) await rabbit.send('PUT', `permissions/${vhost}/${user}`, rights);
    }
    await rabbit.send('PUT', 'exchanges/orders/events', { type: 'topic', durable: true });
    await rabbit.send('PUT', 'queues/orders/invoices', { durable: true, arguments: { 'x-max-length': 100 } });
    await rabbit.send('PUT', 'queues/orders/mails', { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    await rabbit.send('POST', 'bindings/orders/e/events/q/invoices', { routing_key: 'order.*' });
    await publish('orders', 'mails');
    await publish('orders', 'invoices', { timestamp: Math.round(Date.now() / 1000) - 3600 });
    await awaitMessages('orders', 'mails', 1);
    await awaitMessages('orders', 'invoices', 1);
  }, 120_000);
  afterAll(() => rabbit?.stop(), 30_000);

  describe('rabbitmq-connection', () => {
    it('is let in, over TLS too, and a message makes its round', async () => {
      expect(await verdict(rabbitmqConnection, amqp({ vhosts: ['/', 'orders'], roundTrip: true }))).toMatch(/^ok/);
      const encrypted = { host: 'localhost', port: rabbit.tlsPort, tls: { ca: rabbit.ca } };
      expect(await verdict(rabbitmqConnection, amqp(encrypted))).toMatch(/^ok/);
      const url = `amqps://shop:${CANARY_PASSWORD}@localhost:${rabbit.tlsPort}/orders?verify=verify_none`;
      const insecure = await ask(rabbitmqConnection, { url });
      expect(insecure).toMatchObject({ status: 'ok', notes: [expect.stringContaining('not verified')] });
    });

    it('leaves no connection, channel or queue behind', async () => {
      await Promise.all(
        Array.from({ length: 5 }, () => ask(rabbitmqConnection, amqp({ vhosts: ['orders'], roundTrip: true }))),
      );
      await pollUntil(async () => (await rabbit.ctl('-q', 'list_connections')).trim().split('\n').length <= 1, {
        what: 'the end of the connections',
      });
      expect(await rabbit.ctl('-q', '-p', 'orders', 'list_queues', 'name')).not.toContain('kavmon');
    });

    it('tells a wrong password, a virtual host that is not there, and one that is denied', async () => {
      expect(await verdict(rabbitmqConnection, amqp({ password: 'wrong' }))).toMatch(
        /^failed auth: .*403 ACCESS_REFUSED/,
      );
      expect(await verdict(rabbitmqConnection, amqp({ vhosts: ['none'] }))).toMatch(
        /^failed status: .*no such virtual host/,
      );
      expect(await verdict(rabbitmqConnection, amqp({ vhosts: ['billing'] }))).toMatch(
        /^failed permission: .*no rights/,
      );
    });

    it('tells TLS from what is in the clear, and an authority that is not trusted', async () => {
      expect(await verdict(rabbitmqConnection, amqp({ port: rabbit.tlsPort }))).toMatch(/does.* TLS|speaks TLS/);
      expect(await verdict(rabbitmqConnection, amqp({ tls: {} }))).toMatch(/^failed tls_handshake: .*in the clear/);
      const untrusted = amqp({ host: 'localhost', port: rabbit.tlsPort, tls: {} });
      expect(await verdict(rabbitmqConnection, untrusted)).toMatch(/^failed tls_untrusted/);
    });

    it('reaches the limit of connections of a virtual host', async () => {
      await rabbit.ctl('set_vhost_limits', '-p', 'orders', '{"max-connections": 0}');
      const refused = await ask(rabbitmqConnection, amqp({ vhosts: ['orders'] }));
      await rabbit.ctl('clear_vhost_limits', '-p', 'orders');
      expect(formatVerdict(refused)).toMatch(/^failed threshold: .*limit \(0\) is reached/);
      expect(refused.remedy).toContain('list_connections');
    });
  });

  describe('rabbitmq-health', () => {
    it('is well for a user with the tag monitoring, with every health check that there is', async () => {
      const checks = [
        'alarms',
        'local-alarms',
        'virtual-hosts',
        'node-is-quorum-critical',
        'node-is-mirror-sync-critical',
      ];
      const result = await ask(
        rabbitmqHealth,
        api({
          ...{
            checks,
            ports: [rabbit.port],
            protocols: ['amqp', 'amqp/ssl'],
            certificates: { warnDays: 30, failDays: 7 },
          },
          ...{ nodes: { names: ['lab@localhost'], min: 1 }, partitions: true },
          ...{
            memory: { fail: 90 },
            fileDescriptors: { fail: 90 },
            sockets: { fail: 90 },
            processes: { fail: 90 },
            diskFree: { fail: '1MiB:' },
          },
        }),
      );
      expect(formatVerdict(result)).toMatch(/^ok/);
      expect(result.measures).toMatchObject({ nodes_running: { value: 1 }, memory_percent: { unit: '%' } });
    });

    it('names listeners, nodes and certificates that are not as they must be', async () => {
      const params = {
        protocols: ['mqtt'],
        ports: [1],
        nodes: { names: ['rabbit@b'], min: 3 },
        certificates: { failDays: 800 },
      };
      const { findings } = await ask(rabbitmqHealth, api(params));
      const said = findings.map(({ message }) => message).join();
      expect(said).toMatch(/protocol-listener\/mqtt: No active listener/);
      expect(said).toContain('port-listener/1');
      expect(said).toMatch(/Certificates expiring: port \d+ of lab@localhost until 20/);
      expect(said).toContain('rabbit@b is no member of the cluster');
      expect(said).toContain('1 of 1 nodes run, the limit is at least 3');
    });

    it('cannot tell what is forbidden, where it was asked for, and has a note where not', async () => {
      const quiet = await ask(rabbitmqHealth, api({}, 'manager'));
      expect(quiet).toMatchObject({ status: 'ok', notes: [expect.stringContaining('tag monitoring')] });
      expect(await verdict(rabbitmqHealth, api({ partitions: true }, 'manager'))).toMatch(
        /^error permission: .*tag monitoring/,
      );
      expect(await verdict(rabbitmqHealth, api({}, 'plain'))).toMatch(/^error permission: .*tag management/);
      const wrong = api({ auth: { basic: { username: 'monitor', password: 'wrong' } } });
      expect(await verdict(rabbitmqHealth, wrong)).toMatch(/^failed auth: .*Login failed/);
    });

    it('cannot tell what this version has no health check for', async () => {
      expect(await verdict(rabbitmqHealth, api({ checks: ['is-in-service'] }))).toMatch(
        /^error missing_value: .*RabbitMQ 3\.\S+ has no health check is-in-service/,
      );
    });

    it('tells the port of AMQP from that of the management API', async () => {
      expect(await verdict(rabbitmqHealth, { url: `http://127.0.0.1:${rabbit.port}` })).toMatch(
        /^failed protocol: .*AMQP answers/,
      );
    });
  });

  describe('rabbitmq-queues', () => {
    it('are well within their limits', async () => {
      const result = await ask(
        rabbitmqQueues,
        api({
          vhost: 'orders',
          queues: ['invoices', 'mails'],
          messages: { fail: 10 },
          ready: { fail: 10 },
          unacknowledged: { fail: 0 },
        }),
      );
      expect(formatVerdict(result)).toMatch(/^ok/);
      expect(result.measures).toMatchObject({ queues: { value: 2 }, messages: { value: 2 } });
    });

    it('have no consumer, too many messages, old ones, or are missing', async () => {
      const orders = (params: object) => verdict(rabbitmqQueues, api({ vhost: 'orders', ...params }));
      expect(await orders({ include: '^inv', consumers: { fail: '1:' } })).toMatch(
        /^failed threshold: queue invoices in orders: 0 consumers, 1 message, the limit is at least 1/,
      );
      expect(await orders({ include: 'invoices', messages: { fail: 0 } })).toMatch(
        /^failed threshold: .*1 message in it/,
      );
      expect(await orders({ include: 'invoices', age: { fail: '30m' } })).toMatch(
        /^failed threshold: .*first message is 36\d\d s old/,
      );
      expect(await orders({ include: 'mails', age: { fail: '30m' } })).toMatch(
        /^error missing_value: .*a quorum queue does not say/,
      );
      expect(await orders({ include: 'mails', online: { fail: '3:' } })).toMatch(
        /^failed threshold: .*1 member is online/,
      );
      expect(await orders({ queues: ['invoices', 'gone'] })).toMatch(/^failed assertion: .*the queue gone is missing/);
    });

    it('are never well where none is selected', async () => {
      expect(await verdict(rabbitmqQueues, api({ include: '^nothing' }))).toMatch(/^error empty_result/);
      expect(await verdict(rabbitmqQueues, api({ vhost: 'none' }))).toMatch(/^failed status: .*no virtual host none/);
      expect(await verdict(rabbitmqQueues, api({ vhost: 'billing' }))).toMatch(
        /^error permission: .*no rights in the virtual host/,
      );
    });
  });

  describe('rabbitmq-topology', () => {
    it('is as its own definitions say, but for what is removed', async () => {
      const path = join(folder.path, 'definitions.json');
      await writeFile(path, JSON.stringify(await rabbit.send('GET', 'definitions')));
      const whole = { definitions: path, vhosts: ['/', 'orders'], exact: true };
      expect(await verdict(rabbitmqTopology, api(whole))).toMatch(/^ok/);
      await rabbit.send('DELETE', 'bindings/orders/e/events/q/invoices/order.%2A');
      await rabbit.send('PUT', 'exchanges/orders/surplus', { type: 'fanout' });
      const { findings } = await ask(rabbitmqTopology, api(whole));
      await rabbit.send('DELETE', 'exchanges/orders/surplus');
      await rabbit.send('POST', 'bindings/orders/e/events/q/invoices', { routing_key: 'order.*' });
      expect(findings.map(({ message }) => message)).toEqual([
        expect.stringMatching(
          /^binding from events to queue invoices with routing key "order\.\*" in virtual host orders: it is missing/,
        ),
        expect.stringMatching(/^exchange surplus in virtual host orders: it is not expected/),
      ]);
      expect(findings[0]?.next).toEqual([
        "rabbitmqadmin --vhost orders declare binding source=events destination=invoices destination_type=queue 'routing_key=order.*'",
      ]);
    });

    it('names what is missing or otherwise, of a list', async () => {
      const { findings, remedy } = await ask(
        rabbitmqTopology,
        api({
          vhost: 'orders',
          vhosts: ['orders', 'gone'],
          exchanges: [
            { name: 'events', type: 'direct' },
            { name: 'audit', type: 'fanout' },
          ],
          queues: [
            { name: 'invoices', durable: true, arguments: { 'x-max-length': 5 } },
            { name: 'mails', type: 'quorum' },
          ],
        }),
      );
      expect(findings.map(({ message }) => message)).toEqual([
        expect.stringContaining('the virtual host gone is missing'),
        expect.stringContaining('exchange events in virtual host orders: type is "topic", expected "direct"'),
        expect.stringContaining('exchange audit in virtual host orders: it is missing: declare it'),
        expect.stringContaining('queue invoices in virtual host orders: x-max-length is 100, expected 5'),
      ]);
      expect(remedy).toContain('virtual host');
    });

    it('of a virtual host that is denied cannot be told', async () => {
      expect(await verdict(rabbitmqTopology, api({ vhosts: ['billing'] }))).toMatch(/^error permission/);
    });
  });

  it('is asked by the configuration of its page, and a virtual host that is gone fails it', async () => {
    await rabbit.send('PUT', 'permissions/billing/monitor', { configure: '', write: '', read: '' });
    const login = `monitor:${CANARY_PASSWORD}@`;
    const env = {
      ORDERS_AMQP_URL: `amqp://${login}${rabbit.host}:${rabbit.port}`,
      RABBITMQ_HTTP_URL: rabbit.api.replace('//', `//${login}`),
    };
    const well = await runPageExample('rabbitmq', {}, env);
    expect(well.results.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'rabbitmq-connection ok',
      'rabbitmq-health ok',
      'rabbitmq-queues ok',
      'rabbitmq-topology ok',
    ]);
    await rabbit.send('DELETE', 'permissions/billing/monitor');
    const denied = await runPageExample('rabbitmq', {}, env);
    expect(formatVerdict(denied.result)).toMatch(/^failed permission: virtual host billing/);
    expect(well.output + denied.output).not.toContain(CANARY_PASSWORD);
  });

  describe('with an alarm of memory', () => {
    beforeAll(async () => {
      await rabbit.ctl('set_vm_memory_high_watermark', '0');
      const isRaised = async () => (await rabbit.ctl('-q', 'eval', 'rabbit_alarm:get_alarms().')).includes('memory');
      await pollUntil(isRaised, { what: 'the alarm', ms: 30_000, every: 200 });
    }, 40_000);
    afterAll(() => rabbit.ctl('set_vm_memory_high_watermark', '0.4'), 20_000);

    it('rabbitmq-health names the node and the resource', async () => {
      expect(await verdict(rabbitmqHealth, api())).toMatch(/^failed status: .*alarms: .*: memory of lab@localhost/);
    });

    it('rabbitmq-connection is let in, and its message is not taken', async () => {
      expect(await verdict(rabbitmqConnection, amqp())).toMatch(/^ok/);
      expect(await verdict(rabbitmqConnection, amqp({ roundTrip: true }))).toMatch(
        /^failed read_only: .*takes no messages: low on memory/,
      );
    });
  });

  it('is frozen: every check ends in time', async () => {
    await rabbit.daemon.pause();
    const results = await Promise.all([
      ask(rabbitmqConnection, amqp(), 700),
      ask(rabbitmqHealth, api(), 700),
      ask(rabbitmqQueues, api(), 700),
      ask(rabbitmqTopology, api({ vhosts: ['/'] }), 700),
    ]);
    await rabbit.daemon.resume();
    for (const result of results) {
      expect(result).toMatchObject({ status: 'timeout', reason: 'deadline_attempt' });
      expect(result.durationMs).toBeLessThan(1700);
    }
  });

  it('has lost a virtual host', async () => {
    await rabbit.ctl('eval', 'rabbit_vhost_sup_sup:stop_and_delete_vhost(<<"orders">>).');
    expect(await verdict(rabbitmqConnection, amqp({ vhosts: ['orders'] }))).toMatch(
      /^failed status: .*the virtual host is down/,
    );
    expect(await verdict(rabbitmqHealth, api())).toMatch(/^failed status: .*virtual-hosts: .*orders/);
  });

  it('stops', async () => {
    await rabbit.ctl('stop_app');
    expect(await verdict(rabbitmqConnection, amqp())).toMatch(/^failed connect_refused/);
    expect(await verdict(rabbitmqHealth, api())).toMatch(/^failed connect_refused/);
  });
});
