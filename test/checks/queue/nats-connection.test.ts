import { describe, expect, it } from 'vitest';
import natsConnection from '../../../checks/queue/nats-connection.ts';
// Loaded before the clock of the first check starts.
import '../../../src/probes/nats/nats.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { startNats } from '../../support/nats.ts';
import { pollUntil } from '../../support/poll-until.ts';
import * as faults from '../../support/tcp-faults.ts';
import { listenTcp, type TestListener } from '../../support/tcp-server.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const describeNats = await describeWithPackages('nats-server');
const CANARY_PASSWORD = 'canary-7f3a';
/** Of servers that never answer. */
const SHORT_MS = 300;

const judge = async (params: object, timeoutMs = 3000) => {
  const result = await judgeCheck(natsConnection as never, params, { timeoutMs });
  expect(JSON.stringify(result)).not.toContain(CANARY_PASSWORD);
  return result;
};
const verdict = async (params: object, timeoutMs = 3000) => formatVerdict(await judge(params, timeoutMs));

describeNats('nats-connection on a real server', () => {
  it('is let in without a login, by a password, and by a token', async () => {
    const open = await stopAfterTest(startNats());
    const result = await judge({ url: `nats://127.0.0.1:${open.port}`, jetstream: true });
    expect(formatVerdict(result)).toMatch(/^ok/);
    expect(result.measures).toMatchObject({ round_trip: { unit: 's' } });
    const guarded = await stopAfterTest(
      startNats({ lines: [`authorization { user: shop, password: "${CANARY_PASSWORD}" }`] }),
    );
    const at = { host: '127.0.0.1', port: guarded.port };
    expect(await verdict({ ...at, user: 'shop', password: CANARY_PASSWORD })).toMatch(/^ok/);
    expect(await verdict({ ...at, user: 'shop', password: 'wrong' })).toMatch(
      /^failed auth: .*Authorization Violation/,
    );
    expect(await verdict(at)).toMatch(/^failed auth/);
    const token = await stopAfterTest(startNats({ lines: [`authorization { token: "${CANARY_PASSWORD}" }`] }));
    expect(await verdict({ url: `nats://${CANARY_PASSWORD}@127.0.0.1:${token.port}` })).toMatch(/^ok/);
    expect(await verdict({ host: '127.0.0.1', port: token.port, token: 'wrong' })).toMatch(/^failed auth/);
  });

  it('is let in by the seed of an NKey, and says what a seed looks like', async () => {
    // The example of NATS' own documentation.
    const seed = 'SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY';
    const user = 'UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4';
    const server = await stopAfterTest(startNats({ lines: [`authorization { users: [{ nkey: ${user} }] }`] }));
    const at = { host: '127.0.0.1', port: server.port };
    expect(await verdict({ ...at, nkey: seed })).toMatch(/^ok/);
    expect(await verdict({ ...at, nkey: `${CANARY_PASSWORD}` })).toMatch(
      /^error config: the nkey cannot be used to sign/,
    );
    expect(await verdict({ ...at, credentials: 'no credentials' })).toMatch(
      /^error config: the credentials cannot be used/,
    );
  });

  it('speaks TLS where the server wants it, and verifies it', async () => {
    const server = await stopAfterTest(startNats({ tls: true }));
    const at = { host: 'localhost', port: server.port };
    expect(await verdict({ ...at, tls: { ca: server.ca } })).toMatch(/^ok/);
    expect(await verdict(at)).toMatch(/^failed tls_untrusted/);
    expect(await verdict({ ...at, tls: { ca: server.ca, serverName: 'other.example' } })).toMatch(/^failed tls_name/);
    expect(await judge({ ...at, tls: { insecure: true } })).toMatchObject({
      status: 'ok',
      notes: [expect.stringContaining('not verified')],
    });
    const plain = await stopAfterTest(startNats());
    expect(await verdict({ host: 'localhost', port: plain.port, tls: {} })).toMatch(
      /^failed tls_handshake: .*offers no TLS/,
    );
  });

  it('misses JetStream where it is off, and other servers where it is alone', async () => {
    const server = await stopAfterTest(startNats({ jetstream: false }));
    const at = { host: '127.0.0.1', port: server.port };
    expect(await verdict(at)).toMatch(/^ok/);
    const off = await judge({ ...at, jetstream: true });
    expect(formatVerdict(off)).toMatch(/^failed status: .*JetStream does not answer/);
    expect(off.remedy).toContain('Switch JetStream on');
    expect(await verdict({ ...at, servers: 3 })).toMatch(/^failed no_quorum: .*knows 0 addresses.*at least 3/);
  });

  it('cannot tell what the user may not ask', async () => {
    const lines = [
      `authorization { users: [{ user: shop, password: "${CANARY_PASSWORD}", permissions: { publish: "orders.>" } }] }`,
    ];
    const server = await stopAfterTest(startNats({ lines }));
    const at = { host: '127.0.0.1', port: server.port, user: 'shop', password: CANARY_PASSWORD };
    expect(await verdict(at)).toMatch(/^ok/);
    expect(await verdict({ ...at, jetstream: true })).toMatch(
      /^error permission: .*Permissions Violation for Publish to "\$JS\.API\.INFO"/,
    );
  });

  it('is frozen', async () => {
    const server = await stopAfterTest(startNats());
    await server.daemon.pause();
    const result = await judge({ host: '127.0.0.1', port: server.port }, SHORT_MS);
    expect(result).toMatchObject({ status: 'timeout', reason: 'deadline_attempt' });
    expect(result.durationMs).toBeLessThan(1300);
  });
});

/** A server that greets with this INFO and answers PING. */
const greeter = (info: object): Promise<TestListener> =>
  listenTcp((socket) => {
    socket.write(`INFO ${JSON.stringify(info)}\r\n`);
    socket.on('data', (part: Buffer) => void (part.includes('PING') && socket.write('PONG\r\n')));
  });

describe('nats-connection on what a real server does not show', () => {
  const on = async (starting: Promise<TestListener>, params: object = {}) => {
    const server = await stopAfterTest(starting);
    const said = await verdict(
      { host: '127.0.0.1', port: server.port, user: 'shop', password: CANARY_PASSWORD, ...params },
      SHORT_MS,
    );
    await pollUntil(() => server.connections() === 0, { what: 'the end of the connection', ms: 3000, every: 5 });
    return said;
  };

  it('a server in lame duck mode warns', async () => {
    expect(await on(greeter({ server_id: 'a', ldm: true }))).toMatch(/^degraded status: .*lame duck mode/);
    expect(await on(greeter({ server_id: 'a', connect_urls: ['a:4222', 'b:4222'] }), { servers: 2 })).toMatch(/^ok/);
  });

  it.each([
    ['a silent server', faults.tcpSilent, /^timeout deadline_attempt: .*request/],
    [
      'a server that closes',
      () => faults.tcpHalfAnswer('', 'close', true),
      /^failed unreachable: .*does this port want TLS/,
    ],
    ['half a greeting', () => faults.tcpHalfAnswer('INFO {"server_id":', 'hang', true), /^timeout deadline_attempt/],
    [
      'half a greeting and an end',
      () => faults.tcpHalfAnswer('INFO {"server_id":', 'close', true),
      /^failed unreachable/,
    ],
    [
      'a broken greeting',
      () => faults.tcpHalfAnswer('INFO {"server\r\n', 'hang', true),
      /^failed protocol: .*the INFO of the server is not whole/,
    ],
    [
      'a full server',
      () => faults.tcpHalfAnswer("-ERR 'maximum connections exceeded'\r\n", 'close', true),
      /^failed threshold: .*no connection is free/,
    ],
    [
      'another INFO that is broken',
      () => faults.tcpHalfAnswer('INFO {}\r\nINFO {"ldm\r\n', 'hang', true),
      /^failed protocol: .*the INFO of the server is not whole/,
    ],
    [
      'a message without a size',
      () => faults.tcpHalfAnswer('INFO {}\r\nMSG a 1 x\r\n', 'hang', true),
      /^failed protocol: .*no size/,
    ],
    ['a mail server', faults.mailGreeter, /^failed protocol: .*mail/],
    ['SSH', () => faults.tcpHalfAnswer('SSH-2.0-OpenSSH_9.2p1\r\n', 'hang', true), /^failed protocol: .*SSH answers/],
    [
      'an alert of TLS',
      () => faults.tcpHalfAnswer(Buffer.from([0x15, 3, 3, 0, 2, 2, 80]), 'close', true),
      /^failed protocol: .*speaks TLS, ask with tls/,
    ],
    ['garbage', () => faults.tcpGarbage(true), /^failed protocol/],
    [
      'an endless greeting',
      () => faults.tcpEndless('INFO {"a":"', 'x'.repeat(16_384), true),
      /^failed protocol: .*no end/,
    ],
  ] as const)('%s', async (_, start, expected) => {
    expect(await on(start())).toMatch(expected);
  });

  it('a refused port and a name that does not exist', async () => {
    expect(await verdict({ host: '127.0.0.1', port: await faults.refusedPort() })).toMatch(/^failed connect_refused/);
    expect(await verdict({ url: 'nats://nats.invalid' })).toMatch(/^failed dns/);
  });
});

it.each([
  [{}],
  [{ url: 'http://a' }],
  [{ url: 'wss://a' }],
  [{ url: 'nats://a/b' }],
  [{ host: 'a', user: 'b', token: 'c' }],
  [{ host: 'a:4222' }],
])('the parameters %j are refused', (params) => {
  expect(natsConnection.params.safeParse(params).success).toBe(false);
});
