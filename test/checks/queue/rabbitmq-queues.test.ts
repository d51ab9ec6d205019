import { describe, expect, it } from 'vitest';
import rabbitmqQueues from '../../../checks/queue/rabbitmq-queues.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { pagesOf, rabbitQueue, type ScriptedApi, startRabbitApi } from '../../support/rabbitmq-api.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const NOW = Date.UTC(2026, 4, 1);

const judge = async (queues: readonly object[] | ScriptedApi, params: object = {}) => {
  const answers = Array.isArray(queues) ? { queues: pagesOf(queues) } : (queues as ScriptedApi);
  const { url } = await stopAfterTest(startRabbitApi(answers));
  return judgeCheck(rabbitmqQueues as never, { url, ...params }, { now: NOW });
};
const verdict = async (queues: readonly object[] | ScriptedApi, params: object = {}) =>
  formatVerdict(await judge(queues, params));

describe('rabbitmq-queues by their states', () => {
  it.each(['down', 'crashed', 'stopped', 'minority'])(
    '%s fails, without a word on numbers that it lacks',
    async (state) => {
      const queue = { name: 'a', vhost: '/', state, type: 'quorum' };
      expect(await verdict([queue], { messages: { fail: 5 } })).toBe(`failed status: queue a in /: it is ${state}`);
    },
  );

  it('idle, in flow and running ones are well, one of an unknown state warns', async () => {
    const { state: _, ...old } = rabbitQueue('old') as { state: string };
    const queues = [
      ...['running', 'idle', 'flow'].map((state) => rabbitQueue(state, { state })),
      { ...old, idle_since: '2026' },
    ];
    expect(await verdict(queues)).toMatch(/^ok/);
    expect(await verdict([rabbitQueue('a', { state: 'exotic' })])).toMatch(/^degraded status: .*exotic/);
  });

  it('one without statistics cannot be judged', async () => {
    expect(await verdict([{ name: 'a', vhost: '/', type: 'classic' }])).toMatch(
      /^error missing_value: .*no statistics/,
    );
    expect(await verdict([rabbitQueue('a', { consumers: undefined })], { consumers: { fail: '1:' } })).toMatch(
      /^error missing_value/,
    );
  });
});

describe('rabbitmq-queues by their numbers', () => {
  it('are measured over all queues, where none of them is unknown', async () => {
    const full = rabbitQueue('full', { messages: 50, consumers: 2 });
    const { measures } = await judge([full, rabbitQueue('other', { messages: 1, consumers: 1 })]);
    expect(measures).toMatchObject({
      messages: { value: 51 },
      messages_max: { value: 50 },
      consumers_min: { value: 1 },
    });
    const fresh = await judge([full, { name: 'new', vhost: '/', state: 'running' }]);
    expect(Object.keys(fresh.measures).filter((name) => /messages|unack|consumers/.test(name))).toEqual([]);
    expect(fresh.measures).toMatchObject({ queues: { value: 2 } });
  });

  it('each limit counts, and a fault hides no unknown number of another queue', async () => {
    const result = await judge(
      [
        rabbitQueue('full', { messages: 50 }),
        rabbitQueue('slow', { messages_unacknowledged: 9 }),
        { name: 'new', vhost: '/', state: 'running' },
      ],
      { messages: { warn: 10, fail: 40 }, unacknowledged: { warn: 5 } },
    );
    expect(result.findings.map(({ level, message }) => `${level} ${message}`)).toEqual([
      expect.stringMatching(/^fault queue full in \/: 50 messages in it, the limit is at most 40/),
      expect.stringMatching(/^fault queue new in \/: an unknown number/),
      expect.stringMatching(/^warning queue slow in \/: 9 messages delivered and not acknowledged/),
    ]);
  });

  it('the first message is as old as its publisher says, and an empty queue has none', async () => {
    const old = rabbitQueue('a', { messages: 1, messages_ready: 1, head_message_timestamp: NOW / 1000 - 7200 });
    expect(await verdict([old], { age: { fail: '1h' } })).toMatch(/^failed threshold: .*7200 s old/);
    expect(await verdict([rabbitQueue('a')], { age: { fail: '1h' } })).toMatch(/^ok/);
    const silent = rabbitQueue('a', { messages: 1, messages_ready: 1 });
    expect(await verdict([silent], { age: { fail: '1h' } })).toMatch(/^error missing_value: .*sets no timestamp/);
  });
});

describe('rabbitmq-queues by their names', () => {
  it('include and exclude select, names must be there, and exclusive ones are left out', async () => {
    const queues = [
      rabbitQueue('orders.a', { messages: 9 }),
      rabbitQueue('orders.dead', { messages: 99 }),
      rabbitQueue('amq.gen-1', { messages: 999, exclusive: true }),
    ];
    const limits = { messages: { fail: 5 } };
    const found = (await judge(queues, { ...limits, include: '^orders', exclude: 'dead$' })).findings;
    expect(found.map(({ message }) => message)).toEqual([expect.stringContaining('queue orders.a in /')]);
    expect((await judge(queues, limits)).findings).toHaveLength(2);
    expect((await judge(queues, { ...limits, queues: ['amq.gen-1'] })).findings).toHaveLength(1);
    expect(await verdict(queues, { queues: ['orders.b'] })).toMatch(
      /^failed assertion: .*the queue orders\.b is missing/,
    );
    expect(await verdict(queues, { queues: ['orders.a'], count: { fail: '2:' } })).toMatch(
      /^failed threshold: .*1 queue is selected/,
    );
  });

  it('none selected is never well', async () => {
    expect(await verdict([])).toMatch(/^error empty_result: .*none of 0 queues is selected/);
    expect(await verdict([rabbitQueue('a')], { include: '^b' })).toMatch(/^error empty_result: .*none of 1 queues/);
  });
});

describe('rabbitmq-queues of thousands', () => {
  it('are read page by page, and the worst ones are named', async () => {
    const queues = Array.from({ length: 1201 }, (_, index) => rabbitQueue(`q${index}`, { messages: index }));
    const server = await stopAfterTest(startRabbitApi({ queues: pagesOf(queues) }));
    const result = await judgeCheck(rabbitmqQueues as never, { url: server.url, messages: { fail: 1000 } });
    expect(result.findings).toHaveLength(51);
    expect(result.findings.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('queue q1200 in /'),
        expect.stringContaining('150 further queues are not well'),
      ]),
    );
    expect(server.requests.filter(({ url }) => url.startsWith('/api/queues'))).toHaveLength(3);
    expect(server.requests.every(({ url }) => url.includes('columns='))).toBe(true);
  });

  it('whose last page went meanwhile are those that were read; before 3.6 there are no pages', async () => {
    const shrinking = (query: URLSearchParams): object =>
      query.get('page') === '1' ? { items: [rabbitQueue('a')], page_count: 2 } : [400, { error: 'page_out_of_range' }];
    expect(await verdict({ queues: shrinking })).toMatch(/^ok/);
    expect(await verdict({ queues: () => [rabbitQueue('a'), rabbitQueue('b'), rabbitQueue('c')] })).toMatch(/^ok/);
  });

  it('are not read without an end', async () => {
    const endless = (query: URLSearchParams): object => ({
      items: [rabbitQueue(`q${query.get('page')}`)],
      page_count: 9999,
    });
    expect(await verdict({ queues: endless })).toMatch(/^error missing_value: .*more than 30000 queues/);
  });

  it('of a shape that is not that of RabbitMQ are no queues', async () => {
    expect(await verdict({ queues: { things: [] } })).toMatch(/^failed protocol/);
  });
});

it.each([
  [{ url: 'http://a', include: '(' }],
  [{ url: 'http://a', queues: [] }],
  [{ url: 'http://a', messages: {} }],
  [{ url: 'http://a', depth: { fail: 1 } }],
])('the parameters %j are refused', (params) => {
  expect(rabbitmqQueues.params.safeParse(params).success).toBe(false);
});
