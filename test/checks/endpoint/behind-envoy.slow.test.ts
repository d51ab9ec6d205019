import { afterAll, beforeAll, expect, it } from 'vitest';
import grpcHealth from '../../../checks/endpoint/grpc-health.ts';
import httpEndpoint from '../../../checks/endpoint/http-endpoint.ts';
import websocket from '../../../checks/endpoint/websocket.ts';
import { describeUnless } from '../../support/describe-unless.ts';
import { type Envoy, envoyMissing, startEnvoy } from '../../support/envoy.ts';
import { startGrpc } from '../../support/grpc.ts';
import { startSockets } from '../../support/websocket.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

const describeEnvoy = describeUnless(await envoyMissing());

describeEnvoy('behind a real Envoy', () => {
  let envoy: Envoy;
  let tls: { readonly ca: string };
  let grpc: Awaited<ReturnType<typeof startGrpc>>;
  const stops: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    grpc = await startGrpc({ statuses: { '': 'SERVING', orders: 'NOT_SERVING' } });
    const sockets = await startSockets({ connected: (socket) => socket.send('welcome') });
    envoy = await startEnvoy({ grpc: grpc.port, websocket: sockets.port });
    tls = { ca: envoy.ca };
    stops.push(envoy.stop, grpc.stop, sockets.stop);
  }, 60_000);
  afterAll(() => Promise.all(stops.map((stop) => stop())));

  const ask = async (url: string, params: object = {}): Promise<string> =>
    formatVerdict(await judgeCheck(httpEndpoint, { url, ...params }));
  const spoken = (equals: string) => ({ responseHeaders: [{ name: 'x-protocol', equals }] });
  const askHealth = async (params: object): Promise<string> =>
    formatVerdict(await judgeCheck(grpcHealth, { host: '127.0.0.1', ...params }));

  it('HTTP/2 and HTTP/1.1 are spoken as the port agrees', async () => {
    const secured = `https://127.0.0.1:${envoy.tlsPort}/hello`;
    expect(await ask(secured, { tls, httpVersion: 2, ...spoken('HTTP/2') })).toMatch(/^ok -/);
    expect(await ask(secured, { tls, ...spoken('HTTP/1.1') })).toMatch(/^ok -/);
    const plain = `http://127.0.0.1:${envoy.plainPort}/hello`;
    expect(await ask(plain, { httpVersion: 2, ...spoken('HTTP/2') })).toMatch(/^ok -/);
    expect(await ask(plain)).toMatch(/^failed (protocol|unreachable): /);
    expect(await ask(`http://127.0.0.1:${envoy.port}/hello`, { httpVersion: 2 })).toMatch(/^failed protocol: /);
  });

  it('an upstream that is gone is 503, over either version', async () => {
    for (const httpVersion of [1.1, 2])
      expect(await ask(`https://127.0.0.1:${envoy.tlsPort}/nowhere`, { tls, httpVersion })).toMatch(
        /^failed status: .*status is 503/,
      );
  });

  it('a WebSocket opens through its upgrade', async () => {
    const url = `ws://127.0.0.1:${envoy.port}/socket`;
    expect(formatVerdict(await judgeCheck(websocket, { url, contains: 'welcome' }))).toMatch(/^ok -/);
  });

  it('gRPC passes in the clear and with TLS, and Envoy says itself when its upstream is gone', async () => {
    expect(await askHealth({ port: envoy.plainPort })).toMatch(/^ok -/);
    expect(await askHealth({ port: envoy.tlsPort, tls })).toMatch(/^ok -/);
    expect(await askHealth({ port: envoy.tlsPort, tls, services: ['orders'] })).toMatch(/NOT_SERVING/);
    await grpc.stop();
    expect(await askHealth({ port: envoy.plainPort })).toMatch(/^failed (status|unreachable|protocol): .*UNAVAILABLE/);
  });

  it('one that is frozen ends every check in time', async () => {
    await envoy.daemon.pause();
    const options = { timeoutMs: 700 };
    const results = await Promise.all([
      judgeCheck(httpEndpoint, { url: `https://127.0.0.1:${envoy.tlsPort}/hello`, tls, httpVersion: 2 }, options),
      judgeCheck(grpcHealth, { host: '127.0.0.1', port: envoy.plainPort }, options),
      judgeCheck(websocket, { url: `ws://127.0.0.1:${envoy.port}/socket` }, options),
    ]);
    await envoy.daemon.resume();
    expect(results.map(({ status }) => status)).toEqual(['timeout', 'timeout', 'timeout']);
  });
});
