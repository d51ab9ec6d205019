import { describe, expect, it } from 'vitest';
import grpcHealth from '../../../checks/endpoint/grpc-health.ts';
import { decodeHealthResponse, encodeHealthRequest, firstMessage } from '../../../src/probes/grpc/health-message.ts';
import { makeTestCertificates } from '../../support/certificates.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { startGrpc, startRefusingGrpc } from '../../support/grpc.ts';
import { startHttpServer } from '../../support/http.ts';
import { judgePageExample } from '../../support/page-example.ts';
import { pollUntil } from '../../support/poll-until.ts';
import {
  mailGreeter,
  refusedPort,
  tcpClosing,
  tcpEndless,
  tcpGarbage,
  tcpHalfAnswer,
  tcpSilent,
  webSpeaker,
} from '../../support/tcp-faults.ts';
import type { TestListener } from '../../support/tcp-server.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

const { leaf, ca, client, expired } = makeTestCertificates();

const judgeGrpc = (server: { host: string; port: number }, params: object = {}, timeoutMs = 3000) =>
  judgeCheck(grpcHealth, { host: server.host, port: server.port, ...params }, { timeoutMs });

describe('grpc-health', () => {
  it.each(['check', 'watch'])('by %s takes SERVING alone for healthy, of each service', async (method) => {
    const statuses = { '': 'SERVING', 'shop.Orders': 'SERVING', 'shop.Old': 'NOT_SERVING' } as const;
    const server = await stopAfterTest(startGrpc({ statuses }));
    const judge = (services: readonly string[]) => judgeGrpc(server, { services, method });
    expect(formatVerdict(await judge(['', 'shop.Orders']))).toMatch(/^ok -/);
    expect(formatVerdict(await judge(['', 'shop.Old']))).toMatch(
      /^failed status: 127\.0\.0\.1:\d+: shop\.Old is NOT_SERVING, expected SERVING$/,
    );
    expect(formatVerdict(await judge(['shop.Nobody']))).toMatch(/^failed status: .*the server does not know/);
    server.setStatus('shop.Old', 'SERVING');
    expect(formatVerdict(await judge(['shop.Old']))).toMatch(/^ok -/);
    const drained = await judgeGrpc(server, { services: ['shop.Orders'], method, status: 'NOT_SERVING' });
    expect(drained).toMatchObject({ status: 'failed', reason: 'status' });
  });

  it('says what a server answers in place of a status', async () => {
    const without = await stopAfterTest(startGrpc({ withoutHealth: true }));
    expect(formatVerdict(await judgeGrpc(without))).toMatch(
      /^failed protocol: .*does not implement grpc\.health\.v1, or not this method \(UNIMPLEMENTED/,
    );
    for (const [code, expected] of [
      ['UNAVAILABLE', 'failed status: .*not available .UNAVAILABLE, "no ..ü'],
      ['UNAUTHENTICATED', 'failed auth: .*refuses the credentials'],
      ['PERMISSION_DENIED', 'failed permission: .*refuses the call'],
      ['DATA_LOSS', 'failed status: .*code 15'],
    ] as const) {
      const server = await stopAfterTest(startRefusingGrpc(code, 'no "ü"'));
      expect(formatVerdict(await judgeGrpc(server))).toMatch(new RegExp(`^${expected}`));
    }
  });

  it('speaks TLS with the certificate of the client, and judges that of the server', async () => {
    const server = await stopAfterTest(startGrpc({ tls: { certificate: leaf, clientCa: ca.cert } }));
    const tls = { ca: ca.cert, serverName: 'localhost' };
    const mutual = { ...tls, cert: client.cert, key: client.key };
    expect(formatVerdict(await judgeGrpc(server, { tls: mutual }))).toMatch(/^ok -/);
    expect((await judgeGrpc(server, { tls })).status).toBe('failed');
    expect(formatVerdict(await judgeGrpc(server, { tls: {} }))).toMatch(/^failed tls_untrusted/);
    expect((await judgeGrpc(server, { tls: { ...mutual, serverName: 'elsewhere.test' } })).reason).toBe('tls_name');
    expect((await judgeGrpc(server, { tls: { ...mutual, insecure: true } })).notes).toHaveLength(1);
    expect((await judgeGrpc(server)).status).toBe('failed');
    const old = await stopAfterTest(startGrpc({ tls: { certificate: expired } }));
    expect((await judgeGrpc(old, { tls })).reason).toBe('tls_expired');
    const plain = await stopAfterTest(startGrpc());
    expect((await judgeGrpc(plain, { tls })).reason).toBe('tls_handshake');
  });

  it('names a server of HTTP/1.1, and one that is no gRPC', async () => {
    const web = await stopAfterTest(webSpeaker());
    expect(formatVerdict(await judgeGrpc(web))).toMatch(
      /^failed protocol: POST \S+Health\/Check: not the answer of HTTP\/2: "HTTP\/1\.1 400/,
    );
    const safe = await stopAfterTest(startHttpServer({ tls: { key: leaf.key, cert: leaf.chain } }));
    const tls = { ca: ca.cert, serverName: 'localhost' };
    expect((await judgeGrpc(safe, { tls })).message).toMatch(/does not speak HTTP\/2|no application protocol|ALPN/i);
  });

  it.each<readonly [string, () => Promise<TestListener>, RegExp]>([
    ['is silent', tcpSilent, /^timeout deadline_attempt: .*reached the phase request/],
    ['greets as a mail server', mailGreeter, /^failed protocol: .*not the answer of HTTP\/2: "220/],
    ['sends garbage', tcpGarbage, /^failed (protocol|unreachable)/],
    [
      'sends half a frame',
      () => tcpHalfAnswer(Buffer.from('0000120400', 'hex'), 'close'),
      /^failed (protocol|unreachable)/,
    ],
    ['sends without an end', () => tcpEndless(), /^(failed protocol|timeout)/],
  ])('ends in time on a server that %s', async (_, start, expected) => {
    const server = await stopAfterTest(start());
    const result = await judgeGrpc(server, { metadata: { 'x-key': 'canary-grpc' } }, 700);
    expect(formatVerdict(result)).toMatch(expected);
    expect(JSON.stringify(result)).not.toContain('canary-grpc');
    await pollUntil(() => server.connections() === 0, { what: 'the end of the connection', ms: 3000 });
  });

  it('asks whether a server that closes speaks HTTP/2', async () => {
    const server = await stopAfterTest(tcpClosing());
    expect(formatVerdict(await judgeGrpc(server))).toMatch(
      /^failed unreachable: .*the connection was closed before an answer: does the server speak HTTP\/2/,
    );
  });

  it('says that nothing listens, and that a name does not exist', async () => {
    const refused = await judgeGrpc({ host: '127.0.0.1', port: await refusedPort() });
    expect(formatVerdict(refused)).toMatch(/^failed connect_refused/);
    expect((await judgeGrpc({ host: 'nobody.invalid', port: 1 })).reason).toBe('dns');
  });

  it('writes and reads the messages of the protocol', () => {
    expect(encodeHealthRequest('').toString('hex')).toBe('0000000000');
    expect(encodeHealthRequest('ab').toString('hex')).toBe('00000000040a026162');
    expect(firstMessage(Buffer.from('000000000208', 'hex'))).toBeUndefined();
    expect(() => firstMessage(Buffer.from('01000000020801', 'hex'))).toThrow('compressed');
    expect(decodeHealthResponse(Buffer.from('', 'hex'))).toBe('UNKNOWN');
    expect(decodeHealthResponse(Buffer.from('12026162' + '0802', 'hex'))).toBe('NOT_SERVING');
    expect(() => decodeHealthResponse(Buffer.from('0809', 'hex'))).toThrow('status 9');
    for (const bad of ['08', '0b', '08ffffffffffffffffffff'])
      expect(() => decodeHealthResponse(Buffer.from(bad, 'hex'))).toThrow('no HealthCheckResponse');
  });

  it('runs the example of its page', async () => {
    const server = await stopAfterTest(startGrpc({ statuses: { '': 'SERVING', 'payments.v1.Payments': 'SERVING' } }));
    const changes = { 'host: payments.example': 'host: 127.0.0.1', '9090': `${server.port}` };
    const { result } = await judgePageExample('grpc-health', changes, { PAYMENTS_TOKEN: 'canary' });
    expect(formatVerdict(result)).toMatch(/^ok -/);
  });
});
