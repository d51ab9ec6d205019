import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import asyncJob from '../../../checks/endpoint/async-job.ts';
import grpcHealth from '../../../checks/endpoint/grpc-health.ts';
import httpEndpoint from '../../../checks/endpoint/http-endpoint.ts';
import websocket from '../../../checks/endpoint/websocket.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { startGrpc } from '../../support/grpc.ts';
import { startJobServer } from '../../support/jobs.ts';
import { type Nginx, startNginx } from '../../support/nginx.ts';
import { startSockets } from '../../support/websocket.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

const describeNginx = await describeWithPackages('nginx-light');

describeNginx('behind a real nginx', () => {
  let nginx: Nginx;
  let tls: { readonly ca: string };
  let grpc: Awaited<ReturnType<typeof startGrpc>>;
  const stops: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    grpc = await startGrpc({ statuses: { '': 'SERVING', orders: 'NOT_SERVING' } });
    const [sockets, jobs] = [
      await startSockets({ connected: (socket) => socket.send('welcome') }),
      await startJobServer(),
    ];
    nginx = await startNginx({ grpc: grpc.port, websocket: sockets.port, http: Number(new URL(jobs.url).port) });
    tls = { ca: await readFile(nginx.ca, 'utf8') };
    stops.push(nginx.stop, grpc.stop, sockets.stop, jobs.stop);
  }, 60_000);
  afterAll(() => Promise.all(stops.map((stop) => stop())));

  const ask = async (url: string, params: object = {}): Promise<string> =>
    formatVerdict(await judgeCheck(httpEndpoint, { url, ...params }));
  const protocol = (eq: string) => ({ jsonPath: [{ path: '$.protocol', eq }] });

  it('HTTP/2 is spoken with TLS as nginx agrees, and in the clear where it speaks nothing else', async () => {
    const hello = `https://127.0.0.1:${nginx.tlsPort}/hello`;
    expect(await ask(hello, { tls, httpVersion: 2, ...protocol('HTTP/2.0') })).toMatch(/^ok -/);
    expect(await ask(hello, { tls, ...protocol('HTTP/1.1') })).toMatch(/^ok -/);
    expect(await ask(`http://127.0.0.1:${nginx.plainPort}/hello`, { httpVersion: 2, ...protocol('HTTP/2.0') })).toMatch(
      /^ok -/,
    );
  });

  it('HTTP/2 that nginx does not speak on a port, and HTTP/1.1 on one of HTTP/2, are told apart', async () => {
    expect(await ask(`http://127.0.0.1:${nginx.port}/hello`, { httpVersion: 2 })).toMatch(
      /^failed protocol: .*(HTTP answers on this port|not the answer of HTTP\/2)/,
    );
    expect(await ask(`http://127.0.0.1:${nginx.plainPort}/hello`)).toMatch(/^failed (protocol|unreachable): /);
    expect(await ask(`http://127.0.0.1:${nginx.tlsPort}/hello`)).toMatch(/^failed status: .*status is 400.*TLS/);
  });

  it('an upstream that is gone is 502, over either version', async () => {
    for (const httpVersion of [1.1, 2])
      expect(await ask(`https://127.0.0.1:${nginx.tlsPort}/nowhere`, { tls, httpVersion })).toMatch(
        /^failed status: .*status is 502/,
      );
  });

  it('gRPC passes in the clear and with TLS, and a service says itself that it does not serve', async () => {
    const judge = (params: object) => judgeCheck(grpcHealth, { host: '127.0.0.1', ...params });
    expect(formatVerdict(await judge({ port: nginx.plainPort }))).toMatch(/^ok -/);
    expect(formatVerdict(await judge({ port: nginx.tlsPort, tls }))).toMatch(/^ok -/);
    expect(formatVerdict(await judge({ port: nginx.tlsPort, tls, services: ['orders'] }))).toMatch(/NOT_SERVING/);
    expect(formatVerdict(await judge({ port: nginx.port }))).toMatch(/^failed protocol/);
  });

  it('a WebSocket opens where the upgrade is passed on, and where it is not that is what is said', async () => {
    const open = (path: string) =>
      judgeCheck(websocket, { url: `ws://127.0.0.1:${nginx.port}${path}`, contains: 'welcome' });
    expect(formatVerdict(await open('/socket'))).toMatch(/^ok -/);
    expect(formatVerdict(await open('/closed'))).toMatch(/^failed status: .*expected 101/);
  });

  it('a job is submitted and polled through a prefix', async () => {
    const params = {
      submit: { url: '/jobs', json: {} },
      poll: { url: '/jobs/${id}', state: '$.status', interval: '50ms' },
    };
    const submit = { ...params.submit, capture: { id: { jsonPath: '$.id' } } };
    const base = `https://127.0.0.1:${nginx.tlsPort}/http`;
    const result = await judgeCheck(asyncJob, { ...params, submit, baseUrl: base, tls });
    expect(formatVerdict(result)).toMatch(/^ok -/);
  });

  it('gRPC is an error of the connection when its upstream is gone', async () => {
    await grpc.stop();
    const result = await judgeCheck(grpcHealth, { host: '127.0.0.1', port: nginx.plainPort });
    expect(formatVerdict(result)).toMatch(/^failed (status|unreachable|protocol): .*(502|UNAVAILABLE)/);
  });

  it('a nginx that is frozen ends every check in time', async () => {
    await nginx.daemon.pause();
    const options = { timeoutMs: 700 };
    const results = await Promise.all([
      judgeCheck(httpEndpoint, { url: `https://127.0.0.1:${nginx.tlsPort}/hello`, tls, httpVersion: 2 }, options),
      judgeCheck(grpcHealth, { host: '127.0.0.1', port: nginx.plainPort }, options),
      judgeCheck(websocket, { url: `ws://127.0.0.1:${nginx.port}/socket` }, options),
    ]);
    await nginx.daemon.resume();
    expect(results.map(({ status }) => status)).toEqual(['timeout', 'timeout', 'timeout']);
  });
});
