import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import rabbitmqConnection from '../../../checks/queue/rabbitmq-connection.ts';
import rabbitmqHealth from '../../../checks/queue/rabbitmq-health.ts';
import rabbitmqQueues from '../../../checks/queue/rabbitmq-queues.ts';
import rabbitmqTopology from '../../../checks/queue/rabbitmq-topology.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { RABBITMQ_PACKAGES } from '../../support/rabbitmq.ts';
import { type ShopRabbit, startShopRabbit } from './shop-rabbit.ts';

const describeRabbit = await describeWithPackages(...RABBITMQ_PACKAGES);

describeRabbit('a real RabbitMQ that is broken', () => {
  let rabbit: ShopRabbit;
  beforeAll(async () => {
    rabbit = await startShopRabbit();
  }, 120_000);
  afterAll(() => rabbit?.stop(), 30_000);

  describe('with an alarm of memory', () => {
    beforeAll(async () => {
      await rabbit.ctl('set_vm_memory_high_watermark', '0');
      const isRaised = async () => (await rabbit.ctl('-q', 'eval', 'rabbit_alarm:get_alarms().')).includes('memory');
      await pollUntil(isRaised, { what: 'the alarm', ms: 30_000, every: 200 });
    }, 40_000);
    afterAll(() => rabbit.ctl('set_vm_memory_high_watermark', '0.4'), 20_000);

    it('rabbitmq-health names the node and the resource', async () => {
      expect(await rabbit.verdict(rabbitmqHealth, rabbit.overApi())).toMatch(
        /^failed status: .*alarms: .*: memory of lab@localhost/,
      );
    });

    it('rabbitmq-connection is let in, and its message is not taken', async () => {
      expect(await rabbit.verdict(rabbitmqConnection, rabbit.asUser())).toMatch(/^ok/);
      expect(await rabbit.verdict(rabbitmqConnection, rabbit.asUser({ roundTrip: true }))).toMatch(
        /^failed read_only: .*takes no messages: low on memory/,
      );
    });
  });

  it('is frozen: every check ends in time', async () => {
    await rabbit.daemon.pause();
    const results = await Promise.all([
      rabbit.ask(rabbitmqConnection, rabbit.asUser(), 700),
      rabbit.ask(rabbitmqHealth, rabbit.overApi(), 700),
      rabbit.ask(rabbitmqQueues, rabbit.overApi(), 700),
      rabbit.ask(rabbitmqTopology, rabbit.overApi({ vhosts: ['/'] }), 700),
    ]);
    await rabbit.daemon.resume();
    for (const result of results) {
      expect(result).toMatchObject({ status: 'timeout', reason: 'deadline_attempt' });
      expect(result.durationMs).toBeLessThan(1700);
    }
  });

  it('has lost a virtual host', async () => {
    await rabbit.ctl('eval', 'rabbit_vhost_sup_sup:stop_and_delete_vhost(<<"orders">>).');
    expect(await rabbit.verdict(rabbitmqConnection, rabbit.asUser({ vhosts: ['orders'] }))).toMatch(
      /^failed status: .*the virtual host is down/,
    );
    expect(await rabbit.verdict(rabbitmqHealth, rabbit.overApi())).toMatch(/^failed status: .*virtual-hosts: .*orders/);
  });

  it('stops', async () => {
    await rabbit.ctl('stop_app');
    expect(await rabbit.verdict(rabbitmqConnection, rabbit.asUser())).toMatch(/^failed connect_refused/);
    expect(await rabbit.verdict(rabbitmqHealth, rabbit.overApi())).toMatch(/^failed connect_refused/);
  });
});
