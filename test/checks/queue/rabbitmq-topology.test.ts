import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import rabbitmqTopology from '../../../checks/queue/rabbitmq-topology.ts';
import { folderForTest, stopAfterTest } from '../../support/for-test.ts';
import { type ScriptedApi, startRabbitApi } from '../../support/rabbitmq-api.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const exchange = {
  name: 'events',
  vhost: '/',
  type: 'topic',
  durable: true,
  auto_delete: false,
  internal: false,
  arguments: {},
};
const queue = {
  name: 'mails',
  vhost: '/',
  type: 'quorum',
  durable: true,
  auto_delete: false,
  exclusive: false,
  arguments: { 'x-max-length': 9 },
};
const binding = {
  source: 'events',
  vhost: '/',
  destination: 'mails',
  destination_type: 'queue',
  routing_key: 'mail.#',
  arguments: {},
};

const ACTUAL: ScriptedApi = {
  'exchanges//': [{ ...exchange, name: '' }, { ...exchange, name: 'amq.topic' }, exchange],
  'queues//': [queue, { ...queue, name: 'reply', exclusive: true }],
  'bindings//': [{ ...binding, source: '', routing_key: 'mails' }, binding],
};

const judge = async (params: object, answers: ScriptedApi = ACTUAL) => {
  const { url } = await stopAfterTest(startRabbitApi(answers));
  return judgeCheck(rabbitmqTopology as never, { url, ...params });
};
const messages = async (params: object, answers: ScriptedApi = ACTUAL) =>
  (await judge(params, answers)).findings.map(({ message }) => message.replace(' in virtual host /', ''));

const definitionsFile = async (content: unknown): Promise<string> => {
  const path = join(await folderForTest('definitions'), 'definitions.json');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

describe('rabbitmq-topology of a list', () => {
  const whole = {
    exchanges: [{ name: 'events', type: 'topic', durable: true }],
    queues: [{ name: 'mails', type: 'quorum', arguments: { 'x-queue-type': 'quorum' } }],
    bindings: [{ source: 'events', destination: 'mails', routingKey: 'mail.#' }],
  };

  it('is well where all is there, exactly too: what RabbitMQ makes itself and what ends with a connection does not count', async () => {
    expect(formatVerdict(await judge(whole))).toMatch(/^ok/);
    expect(formatVerdict(await judge({ ...whole, exact: true }))).toMatch(/^ok/);
  });

  it('names each thing that is missing or otherwise', async () => {
    expect(
      await messages({
        exchanges: [{ name: 'events', type: 'fanout', durable: false }, { name: 'audit' }],
        queues: [
          { name: 'mails', arguments: { 'x-max-length': 10, 'x-dead-letter-exchange': 'dead' } },
          { name: 'sms' },
        ],
        bindings: [
          { source: 'events', destination: 'mails', routingKey: 'mail.*' },
          { source: 'events', destination: 'mails', destinationType: 'exchange', routingKey: 'mail.#' },
        ],
      }),
    ).toEqual([
      'exchange events: type is "topic", expected "fanout", durable is true, expected false: delete it once it is drained, and declare it anew',
      'exchange audit: it is missing: declare it',
      'queue mails: x-max-length is 9, expected 10, x-dead-letter-exchange is not set, expected "dead": delete it once it is drained, and declare it anew',
      'queue sms: it is missing: declare it',
      'binding from events to queue mails with routing key "mail.*": it is missing: bind them, or messages of this kind do not arrive',
      'binding from events to exchange mails with routing key "mail.#": it is missing: bind them, or messages of this kind do not arrive',
    ]);
  });

  it('exactly has nothing beside it', async () => {
    expect(await messages({ vhosts: ['/'], exact: true })).toEqual([
      expect.stringContaining('exchange events: it is not expected'),
      expect.stringContaining('queue mails: it is not expected'),
      expect.stringContaining('binding from events to queue mails with routing key "mail.#": it is not expected'),
    ]);
  });

  it('has a virtual host that is missing with all that is in it', async () => {
    const result = await judge({ vhost: 'gone', queues: [{ name: 'a' }] });
    expect(formatVerdict(result)).toMatch(
      /^failed assertion: .*the virtual host gone is missing, with all that must be in it/,
    );
    expect(result.remedy).toContain('add_vhost');
  });

  it('of hundreds names a hundred, and counts the others', async () => {
    const queues = Array.from({ length: 130 }, (_, index) => ({ name: `q${index}` }));
    const result = await judge({ queues });
    expect(result.findings).toHaveLength(101);
    expect(result.message).toContain('30 more things');
  });
});

describe('rabbitmq-topology of a file of definitions', () => {
  it('takes that of all virtual hosts, or of those that are named', async () => {
    const definitions = await definitionsFile({
      users: [{ name: 'guest', password_hash: 'canary-7f3a' }],
      vhosts: [{ name: '/' }, { name: 'gone' }],
      exchanges: [exchange],
      queues: [
        { ...queue, arguments: { 'x-queue-type': 'quorum', 'x-max-length': 9 } },
        { ...queue, vhost: 'gone' },
      ],
      bindings: [binding],
    });
    const result = await judge({ definitions });
    expect(result.findings).toHaveLength(1);
    expect(formatVerdict(result)).toMatch(/^failed assertion: .*virtual host gone is missing/);
    expect(JSON.stringify(result)).not.toContain('canary-7f3a');
    expect(formatVerdict(await judge({ definitions, vhosts: ['/'] }))).toMatch(/^ok/);
  });

  it('takes that of one virtual host, which does not say its name', async () => {
    const definitions = await definitionsFile({ queues: [{ name: 'mails', durable: true }, { name: 'sms' }] });
    expect(await messages({ definitions })).toEqual(['queue sms: it is missing: declare it']);
    expect(formatVerdict(await judge({ definitions, vhost: 'orders' }))).toMatch(/virtual host orders is missing/);
  });

  it.each([
    ['{', /^error config: definitions: \S+ is not a JSON object/],
    ['[]', /^error config: definitions: \S+ is not a JSON object/],
    [{ users: [] }, /^error config: .*has neither vhosts nor exchanges/],
    [{ queues: {} }, /^error config: .*has queues that is no list/],
    [{ queues: [{ name: 'a' }, { durable: true }] }, /^error config: .*has queues\[1\] without what names it/],
  ])('refuses %j', async (content, expected) => {
    expect(formatVerdict(await judge({ definitions: await definitionsFile(content) }))).toMatch(expected);
  });

  it('refuses one that is not there', async () => {
    expect(formatVerdict(await judge({ definitions: '/nowhere/definitions.json' }))).toMatch(
      /^error config: definitions: .*cannot be read/,
    );
  });
});

it.each([
  [{ url: 'http://a' }],
  [{ url: 'http://a', exchanges: [{ type: 'topic' }] }],
  [{ url: 'http://a', bindings: [{ source: 'a' }] }],
  [{ url: 'http://a', queues: [{ name: 'a', auto_delete: true }] }],
])('the parameters %j are refused', (params) => {
  expect(rabbitmqTopology.params.safeParse(params).success).toBe(false);
});
