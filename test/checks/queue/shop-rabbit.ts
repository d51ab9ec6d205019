import { expect } from 'vitest';
import type { Check } from '../../../src/check/check.ts';
import type { Result } from '../../../src/model/result.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { type RabbitServer, startRabbit } from '../../support/rabbitmq.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

export const CANARY_PASSWORD = 'canary-7f3a';

const USERS = { shop: '', plain: '', manager: 'management', monitor: 'monitoring' } as const;

/** A real RabbitMQ with the virtual hosts `orders` and `billing`, four users, and two queues with a message each. */
export const startShopRabbit = async () => {
  const rabbit = await startRabbit();
  for (const vhost of ['orders', 'billing']) await rabbit.send('PUT', `vhosts/${vhost}`);
  for (const [user, tags] of Object.entries(USERS)) {
    await rabbit.send('PUT', `users/${user}`, { password: CANARY_PASSWORD, tags });
    if (user === 'plain') continue;
    const rights = { configure: '.*', write: '.*', read: '.*' };
    for (const vhost of ['%2F', 'orders']) await rabbit.send('PUT', `permissions/${vhost}/${user}`, rights);
  }
  await rabbit.send('PUT', 'exchanges/orders/events', { type: 'topic', durable: true });
  await rabbit.send('PUT', 'queues/orders/invoices', { durable: true, arguments: { 'x-max-length': 100 } });
  await rabbit.send('PUT', 'queues/orders/mails', { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  await rabbit.send('POST', 'bindings/orders/e/events/q/invoices', { routing_key: 'order.*' });
  await publish(rabbit, 'mails');
  await publish(rabbit, 'invoices', { timestamp: Math.round(Date.now() / 1000) - 3600 });
  await awaitMessages(rabbit, 'mails', 1);
  await awaitMessages(rabbit, 'invoices', 1);
  return { ...rabbit, ...askerOf(rabbit) };
};

export type ShopRabbit = Awaited<ReturnType<typeof startShopRabbit>>;

const publish = (rabbit: RabbitServer, routingKey: string, properties: object = {}) =>
  rabbit.send<{ routed: boolean }>('POST', 'exchanges/orders/amq.default/publish', {
    properties,
    routing_key: routingKey,
    payload: 'x',
    payload_encoding: 'string',
  });

/** The numbers of queues are gathered each second. */
const awaitMessages = (rabbit: RabbitServer, queue: string, messages: number) =>
  pollUntil(
    async () => (await rabbit.send<{ messages?: number }>('GET', `queues/orders/${queue}`)).messages === messages,
    { what: `${messages} messages in ${queue}`, ms: 30_000, every: 200 },
  );

/** How its checks are judged, none of which may show a password. */
const askerOf = (rabbit: RabbitServer) => {
  const ask = async (check: unknown, params: object, timeoutMs = 10_000): Promise<Result> => {
    const result = await judgeCheck(check as Check, params, { timeoutMs });
    expect(JSON.stringify(result)).not.toContain(CANARY_PASSWORD);
    return result;
  };
  return {
    ask,
    verdict: async (check: unknown, params: object): Promise<string> => formatVerdict(await ask(check, params)),
    asUser: (params: object = {}) => ({
      ...{ host: rabbit.host, port: rabbit.port, user: 'shop', password: CANARY_PASSWORD },
      ...params,
    }),
    overApi: (params: object = {}, user = 'monitor') => ({
      ...{ url: rabbit.api, auth: { basic: { username: user, password: CANARY_PASSWORD } } },
      ...params,
    }),
  };
};
