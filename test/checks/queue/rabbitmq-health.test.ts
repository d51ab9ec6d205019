import { describe, expect, it } from 'vitest';
import rabbitmqHealth from '../../../checks/queue/rabbitmq-health.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { rabbitNode, type ScriptedApi, startRabbitApi } from '../../support/rabbitmq-api.ts';
import * as faults from '../../support/tcp-faults.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const judge = async (answers: ScriptedApi, params: object = {}) => {
  const { url } = await stopAfterTest(startRabbitApi(answers));
  return judgeCheck(rabbitmqHealth as never, { url, ...params });
};
const verdict = async (answers: ScriptedApi, params: object = {}) => formatVerdict(await judge(answers, params));

const THREE_NODES = { nodes: ['a', 'b', 'c'].map((host) => rabbitNode(`rabbit@${host}`)) };

describe('rabbitmq-health on health checks', () => {
  it('is well where all of them are ok, whatever the url ends with', async () => {
    const { url } = await stopAfterTest(startRabbitApi(THREE_NODES));
    for (const end of ['', '/', '/api', '/api/'])
      expect(formatVerdict(await judgeCheck(rabbitmqHealth as never, { url: url + end }))).toMatch(/^ok/);
  });

  it('never asks for the aliveness of a virtual host, which checks nothing', async () => {
    const server = await stopAfterTest(startRabbitApi(THREE_NODES));
    await judgeCheck(rabbitmqHealth as never, { url: server.url, checks: ['alarms', 'virtual-hosts', 'local-alarms'] });
    expect(server.requests.map(({ url }) => url.replace(/\?.*/, ''))).toEqual([
      '/api/overview',
      '/api/health/checks/alarms',
      '/api/health/checks/virtual-hosts',
      '/api/health/checks/local-alarms',
      '/api/nodes',
    ]);
  });

  it('fails by an alarm, and warns of queues that hang on one node', async () => {
    const failed = (reason: string, more: object): [number, object] => [503, { status: 'failed', reason, ...more }];
    const alarms = failed('There are alarms', { alarms: [{ node: 'rabbit@b', resource: 'disk' }] });
    expect(await verdict({ ...THREE_NODES, 'health/checks/alarms': alarms })).toMatch(
      /^failed status: .*disk of rabbit@b/,
    );
    const critical = failed('would lose their quorum', { queues: [{ name: 'invoices', virtual_host: '/' }] });
    const result = await judge(
      { ...THREE_NODES, 'health/checks/node-is-quorum-critical': critical },
      { checks: ['node-is-quorum-critical'] },
    );
    expect(formatVerdict(result)).toMatch(/^degraded status: .*would lose their quorum: .*invoices/);
  });

  it('cannot tell what an old version does not have', async () => {
    const absent = [404, { error: 'Object Not Found' }] as const;
    expect(await verdict({ ...THREE_NODES, 'health/checks/virtual-hosts': absent })).toMatch(
      /^error missing_value: .*RabbitMQ 3\.12\.1 has no health check virtual-hosts/,
    );
  });

  it('takes an answer of another shape for none', async () => {
    expect(await verdict({ ...THREE_NODES, 'health/checks/alarms': {} })).toMatch(/^error missing_value/);
  });
});

describe('rabbitmq-health on nodes', () => {
  const nodes = (...list: readonly object[]): ScriptedApi => ({ nodes: [...list] });

  it('fails by a partition, and by a node that is named and does not run', async () => {
    const split = nodes(
      rabbitNode('rabbit@a', { partitions: ['rabbit@b'] }),
      rabbitNode('rabbit@b', { partitions: ['rabbit@a'] }),
    );
    expect(await verdict(split)).toMatch(/^failed no_quorum: .*partitioned: rabbit@a has lost rabbit@b/);
    const down = nodes(rabbitNode('rabbit@a'), { name: 'rabbit@b', running: false });
    expect(await verdict(down)).toMatch(/^degraded no_quorum: .*rabbit@b does not run/);
    expect(await verdict(down, { nodes: { names: ['rabbit@b'] } })).toMatch(
      /^failed no_quorum: .*rabbit@b does not run/,
    );
    expect(await verdict(down, { nodes: { min: 2 } })).toMatch(/^failed no_quorum: .*1 of 2 nodes run/);
  });

  it('compares what each node that runs has used', async () => {
    const full = nodes(rabbitNode('rabbit@a', { mem_used: 97, fd_used: 85 }), { name: 'rabbit@b', running: false });
    const result = await judge(full, { memory: { warn: 80, fail: 95 }, fileDescriptors: { warn: 80 } });
    expect(result.findings.map(({ message }) => message).join()).toMatch(
      /memory of rabbit@a: 97 of 100 are used \(97\.0 %\), the limit is at most 95 %.*file descriptors of rabbit@a/s,
    );
    expect(await verdict(nodes(rabbitNode('rabbit@a')), { diskFree: { fail: '20GiB:' } })).toMatch(
      /^failed threshold: .*bytes are free/,
    );
  });

  it('cannot tell a number that a version does not report', async () => {
    const modern = nodes(rabbitNode('rabbit@a', { sockets_used: undefined, sockets_total: undefined }));
    expect(await verdict(modern, { sockets: { fail: 90 } })).toMatch(/^error missing_value: .*sockets of rabbit@a/);
    // A high watermark of 0 blocks everybody, and is no whole to take a share of.
    expect(await verdict(nodes(rabbitNode('rabbit@a', { mem_limit: 0 })), { memory: { fail: 90 } })).toMatch(
      /^error missing_value/,
    );
    expect(await verdict(nodes())).toMatch(/^error empty_result/);
  });
});

describe('rabbitmq-health on what is no management API', () => {
  const ask = async (starting: Promise<{ port: number; stop: () => Promise<void> }>) => {
    const { port } = await stopAfterTest(starting);
    return formatVerdict(
      await judgeCheck(rabbitmqHealth as never, { url: `http://127.0.0.1:${port}` }, { timeoutMs: 300 }),
    );
  };

  it('says what it is', async () => {
    expect(await ask(startRabbitApi({ overview: { version: '1' } }))).toMatch(
      /^failed protocol: .*not the management API/,
    );
    expect(await ask(startRabbitApi({ overview: [503, { status: 'starting' }] }))).toMatch(/^failed protocol/);
    expect(await ask(faults.webSpeaker())).toMatch(/^failed protocol: .*Bad Request/);
    expect(await ask(faults.tcpSilent())).toMatch(/^timeout deadline_attempt/);
    expect(await ask(faults.tcpHalfAnswer('AMQP\u0000\u0000\u0009\u0001', 'close'))).toMatch(
      /^failed protocol: .*AMQP answers/,
    );
  });

  it('reads no answer without an end', async () => {
    const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[';
    expect(await ask(faults.tcpEndless(head, '1,'.repeat(8192)))).toMatch(/^(error missing_value|timeout)/);
  });
});

it.each([
  [{ url: 'http://a', checks: ['aliveness-test'] }],
  [{ url: 'http://a', checks: [], partitions: false }],
  [{ url: 'http://a', nodes: {} }],
  [{ url: 'http://a', certificates: { warnDays: 1, failDays: 7 } }],
  [{ url: 'amqp://a' }],
  [{}],
])('the parameters %j are refused', (params) => {
  expect(rabbitmqHealth.params.safeParse(params).success).toBe(false);
});
