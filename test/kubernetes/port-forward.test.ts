import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ForwardRefusal, openPortForwarder } from '../../src/kubernetes/port-forward.ts';
import { askConnection } from '../../src/probes/ask-connection.ts';
import { stopAfterTest } from '../support/for-test.ts';
import { findFreePort } from '../support/free-port.ts';
import { pollUntil } from '../support/poll-until.ts';
import { listenTcp, trackServer } from '../support/tcp-server.ts';
import { serveCluster, writeKubeconfig } from './live-cluster.ts';

const signal = (): AbortSignal => AbortSignal.timeout(10_000);
const http = { kind: 'http', path: '/healthz', host: 'web', tls: false } as const;

const forwardTo = async (port: number) => {
  const api = await serveCluster({ forwards: { 'shop/web-1:8080': port } });
  const secrets: string[] = [];
  const run = { signal: signal(), onSecret: (secret: string) => void secrets.push(secret) };
  const forwarder = await openPortForwarder({ env: {}, kubeconfig: await writeKubeconfig(api) }, run);
  return { api, forwarder, secrets };
};

const TARGET = { namespace: 'shop', pod: 'web-1', port: 8080 };

describe('a port that the API server forwards', () => {
  it('answers as the pod does, and its connection is gone afterwards', async () => {
    const server = createServer((request, response) => {
      response.writeHead(request.url === '/healthz' && request.headers.host === 'web' ? 200 : 400).end('x'.repeat(500));
    });
    const pod = await stopAfterTest(trackServer(server));
    const { api, forwarder, secrets } = await forwardTo(pod.port);
    const stream = await forwarder.connect(TARGET, signal());
    expect(await askConnection(stream, http, signal())).toEqual({ status: 200 });
    forwarder.close();
    await pollUntil(() => api.connections() === 0 && pod.connections() === 0, { what: 'no connection' });
    expect(secrets).toContain('secret-token');
  });

  it('says in few words what the kubelet could not reach', async () => {
    const { forwarder } = await forwardTo(await findFreePort());
    const stream = await forwarder.connect(TARGET, signal());
    const asking = askConnection(stream, { kind: 'tcp', settleMs: 5000 }, signal());
    await expect(asking).rejects.toThrow('localhost:8080 in the pod: connection refused');
    forwarder.close();
  });

  it('tells that the right is missing from a pod that does not answer', async () => {
    const { forwarder } = await forwardTo(1);
    const asking = forwarder.connect({ ...TARGET, pod: 'other' }, signal());
    await expect(asking).rejects.toThrow('the API server answered 403: it needs get and create on pods/portforward');
    await expect(forwarder.connect({ ...TARGET, pod: 'other' }, signal())).rejects.toBeInstanceOf(ForwardRefusal);
    forwarder.close();
  });

  it('is let go of when the signal aborts, though the pod is silent', async () => {
    const silent = await stopAfterTest(listenTcp((socket) => void socket.resume()));
    const { api, forwarder } = await forwardTo(silent.port);
    const ending = new AbortController();
    const stream = await forwarder.connect(TARGET, ending.signal);
    const asking = askConnection(stream, http, ending.signal);
    ending.abort(new Error('the run ended'));
    await expect(asking).rejects.toThrow();
    forwarder.close();
    await pollUntil(() => api.connections() === 0 && silent.connections() === 0, { what: 'no connection' });
    expect(stream.destroyed).toBe(true);
  });
});
