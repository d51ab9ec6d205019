import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import rabbitmqQueues from '../../../checks/queue/rabbitmq-queues.ts';
import rabbitmqTopology from '../../../checks/queue/rabbitmq-topology.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { folderForSuite } from '../../support/for-test.ts';
import { runPageExample } from '../../support/page-example.ts';
import { RABBITMQ_PACKAGES } from '../../support/rabbitmq.ts';
import { formatVerdict } from '../endpoint/judge-check.ts';
import { CANARY_PASSWORD, type ShopRabbit, startShopRabbit } from './shop-rabbit.ts';

const describeRabbit = await describeWithPackages(...RABBITMQ_PACKAGES);

describeRabbit('the contents of a real RabbitMQ', () => {
  let rabbit: ShopRabbit;
  beforeAll(async () => {
    rabbit = await startShopRabbit();
  }, 120_000);
  afterAll(() => rabbit?.stop(), 30_000);

  const folder = folderForSuite('rabbitmq-definitions');

  describe('rabbitmq-queues', () => {
    it('are well within their limits', async () => {
      const result = await rabbit.ask(
        rabbitmqQueues,
        rabbit.overApi({
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
      const orders = (params: object) => rabbit.verdict(rabbitmqQueues, rabbit.overApi({ vhost: 'orders', ...params }));
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
      expect(await rabbit.verdict(rabbitmqQueues, rabbit.overApi({ include: '^nothing' }))).toMatch(
        /^error empty_result/,
      );
      expect(await rabbit.verdict(rabbitmqQueues, rabbit.overApi({ vhost: 'none' }))).toMatch(
        /^failed status: .*no virtual host none/,
      );
      expect(await rabbit.verdict(rabbitmqQueues, rabbit.overApi({ vhost: 'billing' }))).toMatch(
        /^error permission: .*no rights in the virtual host/,
      );
    });
  });

  describe('rabbitmq-topology', () => {
    it('is as its own definitions say, but for what is removed', async () => {
      const path = join(folder.path, 'definitions.json');
      await writeFile(path, JSON.stringify(await rabbit.send('GET', 'definitions')));
      const whole = { definitions: path, vhosts: ['/', 'orders'], exact: true };
      expect(await rabbit.verdict(rabbitmqTopology, rabbit.overApi(whole))).toMatch(/^ok/);
      await rabbit.send('DELETE', 'bindings/orders/e/events/q/invoices/order.%2A');
      await rabbit.send('PUT', 'exchanges/orders/surplus', { type: 'fanout' });
      const { findings } = await rabbit.ask(rabbitmqTopology, rabbit.overApi(whole));
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
      const { findings, remedy } = await rabbit.ask(
        rabbitmqTopology,
        rabbit.overApi({
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
      expect(await rabbit.verdict(rabbitmqTopology, rabbit.overApi({ vhosts: ['billing'] }))).toMatch(
        /^error permission/,
      );
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
  }, 90_000);
});
