import { describe, expect, it } from 'vitest';
import rabbitmqConnection from '../../../checks/queue/rabbitmq-connection.ts';
import { type AmqpScript, startAmqpServer } from '../../support/amqp-server.ts';
import { makeTestCertificates } from '../../support/certificates.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { pollUntil } from '../../support/poll-until.ts';
import * as faults from '../../support/tcp-faults.ts';
import type { TestListener } from '../../support/tcp-server.ts';
import { tlsSilent } from '../../support/tls-faults.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const CANARY_PASSWORD = 'canary-7f3a';
const host = '127.0.0.1';
/** Of servers that never answer. */
const SHORT_MS = 300;

const judge = (params: object, timeoutMs = 3000) =>
  judgeCheck(rabbitmqConnection as never, { host, user: 'shop', password: CANARY_PASSWORD, ...params }, { timeoutMs });

/** The verdict on a server, after which no connection of it is open. */
const verdictOn = async (starting: Promise<TestListener>, params: object = {}, timeoutMs = 3000) => {
  const server = await stopAfterTest(starting);
  const result = await judge({ port: server.port, ...params }, timeoutMs);
  await pollUntil(() => server.connections() === 0, { what: 'the end of the connection', ms: 3000, every: 5 });
  expect(JSON.stringify(result)).not.toContain(CANARY_PASSWORD);
  return { result, verdict: formatVerdict(result) };
};

const verdictOfScript = async (script: AmqpScript, params: object = {}) =>
  (await verdictOn(startAmqpServer(script), params, SHORT_MS)).verdict;

describe('rabbitmq-connection on a server that lets it in', () => {
  it('is healthy for each virtual host, by one connection each, and measured', async () => {
    const server = await stopAfterTest(startAmqpServer());
    const result = await judge({ port: server.port, vhosts: ['/', 'orders'], roundTrip: true });
    expect(formatVerdict(result)).toMatch(/^ok/);
    expect(server.accepted()).toBe(2);
    expect(result.measures).toMatchObject({ vhosts_open: { value: 2 }, duration: { unit: 's' } });
    expect(result.phases.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['resolve', 'connect', 'auth', 'query']),
    );
    expect(result.assertions.map(({ name }) => name)).toEqual(['virtual host /', 'virtual host orders']);
  });

  it('takes the virtual host of the url', async () => {
    const server = await stopAfterTest(startAmqpServer());
    const url = `amqp://shop:${CANARY_PASSWORD}@${host}:${server.port}/a%2Fb?heartbeat=30`;
    const result = await judgeCheck(rabbitmqConnection as never, { url });
    expect(result.assertions.map(({ name }) => name)).toEqual(['virtual host a/b']);
  });

  it('takes news of an alarm for no failure, where nothing is published', async () => {
    expect(await verdictOfScript({ at: { 'channel.open': { blocked: 'low on disk' } } })).toMatch(
      /^timeout deadline_attempt/,
    );
  });
});

describe('rabbitmq-connection on a server that refuses', () => {
  it.each([
    [
      {
        'connection.start-ok': {
          close: [
            403,
            'ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile.',
          ],
        },
      },
      /^failed auth: .*credentials were refused: 403/,
    ],
    [{ 'connection.start-ok': 'end' }, /^failed unreachable: .*closed the connection/],
    [
      { 'connection.open': { close: [530, 'NOT_ALLOWED - vhost orders not found'] } },
      /^failed status: .*no such virtual host: 530/,
    ],
    [
      { 'connection.open': { close: [530, "NOT_ALLOWED - access to vhost '/' refused for user 'shop'"] } },
      /^failed permission: .*no rights in the virtual host/,
    ],
    [
      {
        'connection.open': {
          close: [530, "NOT_ALLOWED - access to vhost '/' refused for user 'shop': connection limit (5) is reached"],
        },
      },
      /^failed threshold: .*no connection is free/,
    ],
    [
      {
        'connection.open': {
          close: [541, "INTERNAL_ERROR - access to vhost '/' refused for user 'shop': vhost '/' is down"],
        },
      },
      /^failed (status|permission): .*is down/,
    ],
    [
      {
        'channel.open': { close: [320, "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'"] },
      },
      /^failed status: .*ends its connections/,
    ],
    [{ 'connection.open': 'silence' }, /^timeout deadline_attempt: .*query/],
    [{ 'connection.start-ok': 'silence' }, /^timeout deadline_attempt: .*auth/],
    [{ 'connection.start-ok': 'garbage' }, /^failed protocol: .*no frame of AMQP/],
  ] as const)('%j', async (at, expected) => {
    expect(await verdictOfScript({ at } as AmqpScript)).toMatch(expected);
  });

  it('tells an alarm that blocks publishers, a refused message, and a message that does not come', async () => {
    const trip = { roundTrip: true };
    expect(await verdictOfScript({ at: { 'confirm.select': { blocked: 'low on memory' } } }, trip)).toMatch(/^timeout/);
    expect(await verdictOfScript({ at: { 'basic.publish': { blocked: 'low on memory' } } }, trip)).toMatch(
      /^failed read_only: .*takes no messages: low on memory/,
    );
    expect(await verdictOfScript({ at: { 'basic.publish': 'nack' } }, trip)).toMatch(/^failed status: .*nack/);
    expect(
      await verdictOfScript(
        { at: { 'queue.declare': { close: [403, 'ACCESS_REFUSED - access to queue refused'] } } },
        trip,
      ),
    ).toMatch(/^failed permission: .*lacks a right/);
  });

  it('asks for what is not offered neither, and says what is', async () => {
    expect(await verdictOfScript({ mechanisms: 'EXTERNAL' })).toMatch(
      /^failed auth: .*PLAIN is not offered, only EXTERNAL/,
    );
  });

  it('names each virtual host that cannot be opened beside those that can', async () => {
    const { result } = await verdictOn(
      startAmqpServer({ at: { 'connection.open': { close: [530, 'NOT_ALLOWED - vhost x not found'] } } }),
      { vhosts: ['x', 'y'] },
    );
    expect(result.findings.map(({ message }) => message)).toEqual([
      expect.stringContaining('virtual host x of RabbitMQ'),
      expect.stringContaining('virtual host y of RabbitMQ'),
    ]);
    expect(result.remedy).toContain('add_vhost');
  });
});

describe('rabbitmq-connection on what is no RabbitMQ', () => {
  const amqpStart = Buffer.from([1, 0, 0, 0, 0, 1, 0xff, 0, 10, 0, 10, 0]);
  it.each([
    ['a silent server', faults.tcpSilent, /^timeout deadline_attempt: .*auth/],
    [
      'a server that closes at the first words',
      () => faults.endingAfterRequest('close'),
      /^failed unreachable: .*does this port want TLS \(amqps/,
    ],
    ['a server that resets', faults.tcpResetting, /^failed unreachable/],
    ['half a frame', () => faults.tcpHalfAnswer(amqpStart, 'hang'), /^timeout deadline_attempt: .*auth/],
    ['a reset', () => faults.endingAfterRequest('reset'), /^failed unreachable: .*ECONNRESET/],
    ['half a frame and a reset', () => faults.tcpHalfAnswer(amqpStart, 'reset'), /^failed unreachable: .*ECONNRESET/],
    ['half a frame and an end', () => faults.tcpHalfAnswer(amqpStart, 'close'), /^failed unreachable/],
    [
      'another version',
      () => faults.tcpHalfAnswer('AMQP\u0000\u0001\u0000\u0000', 'close'),
      /^failed protocol: .*AMQP answers/,
    ],
    ['a web server', faults.webSpeaker, /^failed protocol: .*HTTP answers on this port/],
    ['a mail server', faults.mailGreeter, /^failed protocol: .*mail/],
    ['SSH', () => faults.tcpHalfAnswer('SSH-2.0-OpenSSH_9.2p1\r\n', 'hang', true), /^failed protocol: .*SSH answers/],
    [
      'an alert of TLS',
      () => faults.tcpHalfAnswer(Buffer.from([0x15, 3, 1, 0, 2, 2, 10]), 'close'),
      /^failed protocol: .*speaks TLS, ask with amqps/,
    ],
    ['an endless answer', () => faults.tcpEndless(Buffer.from([1, 0, 0, 0, 0, 0, 0, 0xce])), /^failed protocol/],
    ['garbage', faults.tcpGarbage, /^failed protocol/],
    ['drops', () => faults.tcpDripping({ head: '\u0001\u0000\u0000', byte: '\u0000' }), /^(timeout|failed protocol)/],
  ] as const)('%s', async (_, start, expected) => {
    expect((await verdictOn(start(), {}, SHORT_MS)).verdict).toMatch(expected);
  });

  it('a refused port and a name that does not exist', async () => {
    expect(formatVerdict(await judge({ port: await faults.refusedPort() }))).toMatch(/^failed connect_refused/);
    expect(formatVerdict(await judge({ host: 'rabbit.invalid' }))).toMatch(/^failed dns/);
  });

  it('certificates that are not trusted, expired, of another name', async () => {
    const { ca, leaf, expired, wrongName } = makeTestCertificates();
    const ask = async (certificate: typeof leaf, tls: object) =>
      (await verdictOn(tlsSilent(certificate), { host: 'localhost', tls }, SHORT_MS)).verdict;
    expect(await ask(leaf, {})).toMatch(/^failed tls_untrusted/);
    expect(await ask(expired, { ca: ca.cert })).toMatch(/^failed tls_expired/);
    expect(await ask(wrongName, { ca: ca.cert })).toMatch(/^failed tls_name/);
    expect(await ask(leaf, { ca: ca.cert })).toMatch(/^timeout deadline_attempt: .*auth/);
    expect((await verdictOn(faults.webSpeaker(), { tls: {} })).verdict).toMatch(
      /^failed tls_handshake: .*in the clear/,
    );
  });
});

it.each([
  [{}],
  [{ url: 'http://a' }],
  [{ url: 'amqp://a/b/c' }],
  [{ url: 'amqp://a?verify=verify_none' }],
  [{ url: 'amqps://a?verfy=verify_none' }],
  [{ host: 'a:5672' }],
  [{ host: 'a', vhosts: [] }],
  [{ host: 'a', vhost: '/' }],
])('the parameters %j are refused', (params) => {
  expect(rabbitmqConnection.params.safeParse(params).success).toBe(false);
});
