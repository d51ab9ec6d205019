import { describe, expect, it } from 'vitest';
import websocket from '../../../checks/endpoint/websocket.ts';
import { makeTestCertificates } from '../../support/certificates.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { startHttpServer } from '../../support/http.ts';
import { judgePageExample } from '../../support/page-example.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { mailGreeter, refusedPort, tcpClosing, tcpGarbage, tcpSilent } from '../../support/tcp-faults.ts';
import type { TestListener } from '../../support/tcp-server.ts';
import { type SocketServerOptions, startSockets } from '../../support/websocket.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

const { leaf, ca } = makeTestCertificates();

type Behaviour = NonNullable<SocketServerOptions['connected']>;

/** The port of a server whose connections behave so, until the test has ended. */
const startSocketServer = async (connected: Behaviour, isSafe = false): Promise<number> => {
  const tls = isSafe ? { key: leaf.key, cert: leaf.chain } : undefined;
  return (await stopAfterTest(startSockets(tls === undefined ? { connected } : { connected, tls }))).port;
};

const greet: Behaviour = (socket, headers) => {
  socket.send(JSON.stringify({ type: 'welcome', key: headers['x-key'] ?? null }));
};

const judge = (url: string, params: object = {}, timeoutMs = 3000) =>
  judgeCheck(websocket, { url, ...params }, { timeoutMs });

describe('websocket', () => {
  it('opens, sends its headers, and compares the first message', async () => {
    const base = `ws://127.0.0.1:${await startSocketServer(greet)}/socket`;
    const result = await judge(base);
    expect(formatVerdict(result)).toMatch(/^ok -/);
    expect(result.measures).toMatchObject({ handshake_duration: { unit: 's' } });
    const expected = {
      jsonPath: [
        { path: '$.type', eq: 'welcome' },
        { path: '$.key', eq: 'k' },
      ],
    };
    expect(formatVerdict(await judge(base, { ...expected, headers: { 'X-Key': 'k' } }))).toMatch(/^ok -/);
    const other = await judge(base, { contains: 'goodbye' });
    expect(formatVerdict(other)).toMatch(/^failed assertion: WebSocket \S+: the first message .*goodbye/);
    expect((await judge(base, { jsonPath: [{ path: '$.nope', eq: 1 }] })).reason).toBe('missing_value');
  });

  it('sends, waits for a pong, and agrees on a subprotocol', async () => {
    const echo: Behaviour = (socket) => socket.on('message', (data) => socket.send(`echo ${data}`));
    const base = `ws://127.0.0.1:${await startSocketServer(echo)}`;
    const sent = await judge(base, {
      send: 'hi',
      matches: '^echo hi$',
      ping: true,
      subprotocols: ['chat.v1', 'chat.v2'],
    });
    expect(formatVerdict(sent)).toMatch(/^ok -/);
    expect(formatVerdict(await judge(base, { subprotocols: ['chat.v9'] }))).toMatch(
      /^failed protocol: .*Server sent no subprotocol/,
    );
  });

  it('speaks TLS and judges the certificate', async () => {
    const port = await startSocketServer(greet, true);
    expect(
      formatVerdict(await judge(`wss://localhost:${port}/`, { tls: { ca: ca.cert }, contains: 'welcome' })),
    ).toMatch(/^ok -/);
    expect((await judge(`wss://localhost:${port}/`)).reason).toBe('tls_untrusted');
    expect((await judge(`ws://localhost:${port}/`)).status).toBe('failed');
  });

  it.each([
    [
      '/ok',
      'failed status: WebSocket \\S+: the handshake was answered with 200, expected 101; something answers there',
    ],
    ['/status/401', 'failed auth: .*answered with 401'],
    ['/status/403', 'failed permission: .*answered with 403'],
    [
      '/redirect/1',
      'failed status: .*answered with 302, expected 101; it leads to http:\\S+/ok, which is not followed',
    ],
    ['/status/426', 'failed status: .*a proxy on the way may not pass the upgrade on'],
  ])('a server that answers the handshake of %s otherwise is told with its status', async (path, expected) => {
    const web = await stopAfterTest(startHttpServer());
    expect(formatVerdict(await judge(`ws://127.0.0.1:${web.port}${path}`))).toMatch(new RegExp(`^${expected}`));
  });

  it('says with which code the server closed before its answer', async () => {
    const close = (code: number, reason: string) => startSocketServer((socket) => socket.close(code, reason));
    expect(formatVerdict(await judge(`ws://127.0.0.1:${await close(1013, 'full')}`, { contains: 'x' }))).toMatch(
      /^failed status: .*closed the connection with code 1013 \(try again later, "full"\) before its answer/,
    );
    expect((await judge(`ws://127.0.0.1:${await close(1008, '')}`, { contains: 'x' })).reason).toBe('permission');
    const broken = await startSocketServer((socket) => socket.terminate());
    expect(formatVerdict(await judge(`ws://127.0.0.1:${broken}`, { ping: true }))).toMatch(
      /^failed unreachable: .*1006/,
    );
  });

  it('reads no more of a huge message than it may, and waits no longer than it may', async () => {
    const huge = await startSocketServer((socket) => socket.send('x'.repeat(5_000_000)));
    expect(formatVerdict(await judge(`ws://127.0.0.1:${huge}`, { contains: 'y' }))).toMatch(
      /^error missing_value: .*longer than the 1048576 bytes/,
    );
    const silent = await startSocketServer(() => {});
    expect(formatVerdict(await judge(`ws://127.0.0.1:${silent}`, { contains: 'y' }, 500))).toMatch(
      /^timeout deadline_attempt: .*reached the phase transfer/,
    );
  });

  it.each<readonly [string, () => Promise<TestListener>, RegExp]>([
    ['is silent', tcpSilent, /^timeout deadline_attempt: .*reached the phase request/],
    [
      'closes',
      tcpClosing,
      /^failed unreachable: .*the connection was closed before an answer; does this port want TLS/,
    ],
    ['greets as a mail server', mailGreeter, /^failed protocol: .*HTTP: "220/],
    ['sends garbage', tcpGarbage, /^failed protocol/],
  ])('ends in time on a server that %s', async (name, start, expected) => {
    const server = await stopAfterTest(start());
    const result = await judge(`ws://127.0.0.1:${server.port}/`, { headers: { authorization: 'canary-ws' } }, 700);
    expect(formatVerdict(result)).toMatch(expected);
    expect(JSON.stringify(result)).not.toContain('canary-ws');
    // What closes at once never reads that it was closed in turn.
    if (name !== 'closes') await pollUntil(() => server.connections() === 0, { what: 'the end', ms: 3000 });
  });

  it('says that nothing listens, and refuses what is no WebSocket', async () => {
    expect((await judge(`ws://127.0.0.1:${await refusedPort()}/`)).reason).toBe('connect_refused');
    expect((await judge('http://a/')).message).toContain('not one of ws or wss');
    expect((await judge('ws://a/', { auth: { digest: { username: 'a', password: 'b' } } })).message).toContain(
      'Digest is not spoken',
    );
    expect((await judge('ws://a/', { contains: [] })).reason).toBe('config');
  });

  it('runs the example of its page', async () => {
    const port = await startSocketServer(greet);
    const { result, written } = await judgePageExample(
      'websocket',
      { 'wss://chat.example': `ws://127.0.0.1:${port}` },
      { CHAT_TOKEN: 'canary-chat' },
    );
    expect(formatVerdict(result)).toMatch(/^ok -/);
    expect(written).not.toContain('canary-chat');
  });
});
