import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checks } from '../../checks/index.ts';
import { checkExample } from '../../src/check/check-example.ts';
import { loadConfig } from '../../src/config/load.ts';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { folderForSuite } from '../support/for-test.ts';

const folder = folderForSuite('check-example');

/** What the examples refer to. */
const env = {
  PAYMENTS_DB_URL: 'postgres://me@db/payments',
  SESSIONS_REDIS_URL: 'redis://sessions:6379',
  ORDERS_DB_URL: 'mysql://orders-db/orders',
  SHOP_MONGODB_URL: 'mongodb://shop-db/shop',
  EVENTS_NATS_URL: 'nats://events',
  ORDERS_AMQP_URL: 'amqp://orders-queue',
  RABBITMQ_HTTP_URL: 'http://orders-queue:15672',
  SEARCH_PASSWORD: 'a password',
  PGBOUNCER_STATS_PASSWORD: 'a password',
  SHOP_PASSWORD: 'a password',
  S3_ACCESS_KEY: 'a key',
  S3_SECRET_KEY: 'a password',
  REGISTRY_PASSWORD: 'a password',
};

it.each(checks.map((check) => [check.name, check] as const))(
  'the example of %s is a configuration',
  async (name, check) => {
    await writeFile(join(folder.path, `${name}.yaml`), checkExample(check));
    const options = { files: [`${name}.yaml`], env, cwd: folder.path, catalogue: checks, redactor: createRedactor() };
    const { registrations } = await loadConfig(options);
    const own = registrations.filter((registration) => registration.check === name);
    // A check that names its object is one of the cluster besides, for all of its objects.
    const services = check.targetParameter === undefined ? [own[0]?.service] : ['cluster', 'payments-api'];
    expect(own.map(({ service, problem }) => [service, problem])).toEqual(services.map((one) => [one, undefined]));
  },
);
