import { afterEach, expect, it, vi } from 'vitest';
import { probeRedis, type RedisOptions } from '../../../src/probes/redis/redis.ts';
import { startBlackHole } from '../../support/black-hole.ts';
import { makeTestCertificates } from '../../support/certificates.ts';
import { type REDIS_ERRORS, redisAnswering, redisRefusing } from '../../support/driver-faults.ts';
import { halfAnswers } from '../../support/half-answers.ts';
import { askServer, PROBE_CANARY, probeOutcome } from '../../support/probe-server.ts';
import * as faults from '../../support/tcp-faults.ts';
import type { TestListener } from '../../support/tcp-server.ts';
import { tlsGarbage, tlsOld, tlsRefusing, tlsSilent, tlsStalled } from '../../support/tls-faults.ts';

const serverCertificates = makeTestCertificates();

const probeEnd = (options: RedisOptions, timeoutMs?: number): Promise<string> =>
  probeOutcome((session) => probeRedis(options, session), timeoutMs);

const probeListener = (listener: Promise<TestListener>, options: RedisOptions = {}): Promise<string> =>
  askServer(listener, ({ port }) => probeEnd({ host: '127.0.0.1', port, password: PROBE_CANARY, ...options }));

afterEach(() => vi.restoreAllMocks());

it.each([
  ['silent', faults.tcpSilent, /^TimeoutError$/],
  ['a reset', faults.tcpResetting, /^unreachable .*(closed by the other side|closed the connection at the first)/],
  [
    'an end after the request',
    () => faults.endingAfterRequest('close'),
    /^unreachable .*closed the connection at the first command; does this port want TLS \(rediss:\/\/, tls: \{\}\)/,
  ],
  ['a reset after the request', () => faults.endingAfterRequest('reset'), /^unreachable/],
  ['half an answer and the end', () => faults.tcpHalfAnswer(halfAnswers.redis, 'close'), /^unreachable/],
  ['half an answer and silence', () => faults.tcpHalfAnswer(halfAnswers.redis, 'hang'), /^TimeoutError$/],
  ['a drip', () => faults.tcpDripping({ head: '$100\r\n' }), /^TimeoutError$/],
  ['an answer without end', () => faults.tcpEndless('$1000000000\r\n'), /^protocol .*sent more than 4194304 bytes/],
  ['a web server', faults.webSpeaker, /^protocol .*not the answer of Redis: "HTTP\/1.1 400/],
  ['a mail server', faults.mailGreeter, /^protocol .*"220 mail/],
  ['garbage', faults.tcpGarbage, /^protocol/],
  ['garbage without being asked', () => faults.tcpGarbage(true), /^protocol/],
] as const)('a query answered by %s ends, and the connection is closed', async (_, listener, expected) => {
  expect(await probeListener(listener())).toMatch(expected);
});

it('a server that closes at once is unreachable', async () => {
  const server = await faults.tcpClosing();
  expect(await probeEnd({ host: '127.0.0.1', port: server.port })).toMatch(/^unreachable/);
  await server.stop();
});

it('a closed port and a silent one have errors of their own', async () => {
  expect(await probeEnd({ host: '127.0.0.1', port: await faults.refusedPort() })).toMatch(/^connect_refused/);
  const hole = await startBlackHole();
  expect(await probeEnd({ host: hole.host, port: hole.port })).toBe('TimeoutError');
  await hole.stop();
});

it.each([
  ['noauth', /^auth .*NOAUTH/],
  ['wrongpass', /^auth .*WRONGPASS/],
  ['noperm', /^permission .*NOPERM/],
  ['loading', /^status .*LOADING/],
  ['masterdown', /^status .*MASTERDOWN/],
  ['readonly', /^read_only .*READONLY/],
  ['misconf', /^read_only .*MISCONF/],
  ['clusterdown', /^no_quorum .*CLUSTERDOWN/],
  ['maxclients', /^threshold .*max number of clients/],
] as const satisfies readonly (readonly [keyof typeof REDIS_ERRORS, RegExp])[])(
  'the refusal %s has a reason of its own',
  async (error, expected) => {
    expect(await probeListener(redisRefusing(error))).toMatch(expected);
  },
);

it.each([
  ['stalled', tlsStalled, /^TimeoutError$/],
  ['garbage', tlsGarbage, /^tls_handshake/],
  ['refused', tlsRefusing, /^tls_handshake/],
  ['too old', () => tlsOld(serverCertificates.leaf), /^tls_handshake/],
  ['expired', () => tlsSilent(serverCertificates.expired), /^tls_expired/],
  ['for another name', () => tlsSilent(serverCertificates.wrongName), /^tls_name/],
  ['self-signed', () => tlsSilent(serverCertificates.selfSigned), /^tls_untrusted/],
  ['untrusted', () => tlsSilent(serverCertificates.untrusted), /^tls_untrusted/],
  ['silent afterwards', () => tlsSilent(serverCertificates.leaf), /^TimeoutError$/],
] as const)('TLS that is %s has a reason of its own', async (_, listener, expected) => {
  expect(await probeListener(listener(), { tls: { ca: serverCertificates.ca.cert } })).toMatch(expected);
});

it('fail-open 13: a connection alone is no success, PING must be answered by PONG', async () => {
  expect(await probeListener(redisAnswering({ PING: null }))).toBe('TimeoutError');
  expect(await probeListener(redisAnswering({ PING: '+OK\r\n', INFO: '$12\r\nrole:master\n\r\n' }))).toMatch(
    /^protocol PING was answered by "OK"/,
  );
  expect(await probeListener(redisAnswering({ PING: '+PONG\r\n' }))).toMatch(/^protocol INFO was answered by "OK"/);
});

it('the driver writes nothing to the console', async () => {
  const written = (['error', 'warn', 'log'] as const).map((name) => vi.spyOn(console, name));
  await probeListener(redisRefusing('wrongpass'));
  await probeListener(faults.tcpResetting());
  for (const spy of written) expect(spy).not.toHaveBeenCalled();
});

it.each([
  ['http://x', 'the url is no Redis URL'],
  ['redis://u:%@h', 'not percent-encoded'],
  ['redis://h/x', 'the database in the url is no number'],
])('the url %s is refused without being repeated', async (url, message) => {
  expect(await probeEnd({ url })).toMatch(new RegExp(`^config .*${message}`));
});
