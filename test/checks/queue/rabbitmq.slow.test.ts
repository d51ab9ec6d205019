import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import rabbitmqConnection from '../../../checks/queue/rabbitmq-connection.ts';
import rabbitmqHealth from '../../../checks/queue/rabbitmq-health.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { RABBITMQ_PACKAGES } from '../../support/rabbitmq.ts';
import { formatVerdict } from '../endpoint/judge-check.ts';
import { CANARY_PASSWORD, type ShopRabbit, startShopRabbit } from './shop-rabbit.ts';

const describeRabbit = await describeWithPackages(...RABBITMQ_PACKAGES);

describeRabbit('a real RabbitMQ', () => {
  let rabbit: ShopRabbit;
  beforeAll(async () => {
    rabbit = await startShopRabbit();
  }, 120_000);
  afterAll(() => rabbit?.stop(), 30_000);

  describe('rabbitmq-connection', () => {
    it('is let in, over TLS too, and a message makes its round', async () => {
      expect(
        await rabbit.verdict(rabbitmqConnection, rabbit.asUser({ vhosts: ['/', 'orders'], roundTrip: true })),
      ).toMatch(/^ok/);
      const encrypted = { host: 'localhost', port: rabbit.tlsPort, tls: { ca: rabbit.ca } };
      expect(await rabbit.verdict(rabbitmqConnection, rabbit.asUser(encrypted))).toMatch(/^ok/);
      const url = `amqps://shop:${CANARY_PASSWORD}@localhost:${rabbit.tlsPort}/orders?verify=verify_none`;
      const insecure = await rabbit.ask(rabbitmqConnection, { url });
      expect(insecure).toMatchObject({ status: 'ok', notes: [expect.stringContaining('not verified')] });
    });

    it('leaves no connection, channel or queue behind', async () => {
      await Promise.all(
        Array.from({ length: 5 }, () =>
          rabbit.ask(rabbitmqConnection, rabbit.asUser({ vhosts: ['orders'], roundTrip: true })),
        ),
      );
      await pollUntil(async () => (await rabbit.ctl('-q', 'list_connections')).trim().split('\n').length <= 1, {
        what: 'the end of the connections',
      });
      expect(await rabbit.ctl('-q', '-p', 'orders', 'list_queues', 'name')).not.toContain('kavmon');
    });

    it('tells a wrong password, a virtual host that is not there, and one that is denied', async () => {
      expect(await rabbit.verdict(rabbitmqConnection, rabbit.asUser({ password: 'wrong' }))).toMatch(
        /^failed auth: .*403 ACCESS_REFUSED/,
      );
      expect(await rabbit.verdict(rabbitmqConnection, rabbit.asUser({ vhosts: ['none'] }))).toMatch(
        /^failed status: .*no such virtual host/,
      );
      expect(await rabbit.verdict(rabbitmqConnection, rabbit.asUser({ vhosts: ['billing'] }))).toMatch(
        /^failed permission: .*no rights/,
      );
    });

    it('tells TLS from what is in the clear, and an authority that is not trusted', async () => {
      expect(await rabbit.verdict(rabbitmqConnection, rabbit.asUser({ port: rabbit.tlsPort }))).toMatch(
        /does.* TLS|speaks TLS/,
      );
      expect(await rabbit.verdict(rabbitmqConnection, rabbit.asUser({ tls: {} }))).toMatch(
        /^failed tls_handshake: .*in the clear/,
      );
      const untrusted = rabbit.asUser({ host: 'localhost', port: rabbit.tlsPort, tls: {} });
      expect(await rabbit.verdict(rabbitmqConnection, untrusted)).toMatch(/^failed tls_untrusted/);
    });

    it('reaches the limit of connections of a virtual host', async () => {
      await rabbit.ctl('set_vhost_limits', '-p', 'orders', '{"max-connections": 0}');
      const refused = await rabbit.ask(rabbitmqConnection, rabbit.asUser({ vhosts: ['orders'] }));
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
      const result = await rabbit.ask(
        rabbitmqHealth,
        rabbit.overApi({
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
      const { findings } = await rabbit.ask(rabbitmqHealth, rabbit.overApi(params));
      const said = findings.map(({ message }) => message).join();
      expect(said).toMatch(/protocol-listener\/mqtt: No active listener/);
      expect(said).toContain('port-listener/1');
      expect(said).toMatch(/Certificates expiring: port \d+ of lab@localhost until 20/);
      expect(said).toContain('rabbit@b is no member of the cluster');
      expect(said).toContain('1 of 1 nodes run, the limit is at least 3');
    });

    it('cannot tell what is forbidden, where it was asked for, and has a note where not', async () => {
      const quiet = await rabbit.ask(rabbitmqHealth, rabbit.overApi({}, 'manager'));
      expect(quiet).toMatchObject({ status: 'ok', notes: [expect.stringContaining('tag monitoring')] });
      expect(await rabbit.verdict(rabbitmqHealth, rabbit.overApi({ partitions: true }, 'manager'))).toMatch(
        /^error permission: .*tag monitoring/,
      );
      expect(await rabbit.verdict(rabbitmqHealth, rabbit.overApi({}, 'plain'))).toMatch(
        /^error permission: .*tag management/,
      );
      const wrong = rabbit.overApi({ auth: { basic: { username: 'monitor', password: 'wrong' } } });
      expect(await rabbit.verdict(rabbitmqHealth, wrong)).toMatch(/^failed auth: .*Login failed/);
    });

    it('cannot tell what this version has no health check for', async () => {
      expect(await rabbit.verdict(rabbitmqHealth, rabbit.overApi({ checks: ['is-in-service'] }))).toMatch(
        /^error missing_value: .*RabbitMQ 3\.\S+ has no health check is-in-service/,
      );
    });

    it('tells the port of AMQP from that of the management API', async () => {
      expect(await rabbit.verdict(rabbitmqHealth, { url: `http://127.0.0.1:${rabbit.port}` })).toMatch(
        /^failed protocol: .*AMQP answers/,
      );
    });
  });
});
