import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { ExplainedLink } from '../../../src/commands/triage/explain-links.ts';
import { probeLinks } from '../../../src/commands/triage/probe-links.ts';
import { ForwardRefusal, openPortForwarder, type PortForwarder } from '../../../src/kubernetes/port-forward.ts';
import { triageCluster } from '../../../src/triage/cluster.ts';
import { walkTarget } from '../../../src/triage/walk-target.ts';
import { endpointSliceRow, selectedDeployment, serviceRow } from '../../checks/network/services.ts';
import { serveCluster, writeKubeconfig } from '../../kubernetes/live-cluster.ts';
import { buildContainer, buildPod, TEST_NOW } from '../../support/build-pods.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { findFreePort } from '../../support/free-port.ts';
import { listenTcp, trackServer } from '../../support/tcp-server.ts';

/** A pod at a port of this machine, with a readiness probe unless `path` is null. */
const podAt = (port: number, path: string | null = '/ready') => {
  const readinessProbe = { httpGet: { path, port } };
  const spec = { ports: [{ containerPort: port }], ...(path === null ? {} : { readinessProbe }) };
  return buildPod({ containers: [buildContainer({ spec: spec as never })], status: { podIP: '127.0.0.1' } });
};

/** The links behind a Service whose address and pod are on this machine. */
const linksTo = (port: number, path?: string | null) => {
  const pods = [podAt(port, path)];
  const ports = [{ port, targetPort: port, protocol: 'TCP' }];
  const cluster = triageCluster({
    rows: {
      services: [serviceRow({ spec: { clusterIP: '127.0.0.1', ports } })],
      endpointSlices: [endpointSliceRow(pods)],
      pods,
      deployments: [selectedDeployment(1)],
    },
    unread: {},
    namespaces: null,
    now: TEST_NOW,
  });
  const [walked] = walkTarget({ kind: 'Service', namespace: 'shop', name: 'web' }, cluster).paths;
  const links = (walked?.links ?? []).map(
    (link): ExplainedLink => ({ ...link, findings: [], consequences: [], events: [] }),
  );
  return { links, cluster };
};

const probe = async (
  { links, cluster }: ReturnType<typeof linksTo>,
  more: { readonly forwarder?: PortForwarder; readonly signal?: AbortSignal } = {},
) => {
  const tools = { signal: AbortSignal.timeout(10_000), timeoutMs: 300, ...more };
  const probed = await probeLinks(links, cluster, tools);
  return new Map(probed.map((link) => [link.kind, link]));
};

const answering = async (status: number) => {
  const server = createServer((_, response) => void response.writeHead(status).end());
  return stopAfterTest(trackServer(server));
};

describe('a live request at each hop', () => {
  it('asks the Service and its pod by the path of the readiness probe, and says how long that took', async () => {
    const { port } = await answering(200);
    const links = await probe(linksTo(port));
    for (const kind of ['service', 'pod'] as const) {
      const [asked, ...others] = links.get(kind)?.probes ?? [];
      expect(others).toEqual([]);
      expect(asked).toMatchObject({
        verdict: 'ok',
        via: 'direct',
        text: 'answered 200',
        latencyMs: expect.any(Number),
      });
      expect(asked?.request).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/ready/);
    }
    expect(links.get('endpoints')?.probes).toBeUndefined();
  });

  it('is for a connection alone where no HTTP is known of', async () => {
    const { port } = await stopAfterTest(listenTcp((socket) => void socket.resume()));
    const links = await probe(linksTo(port, null));
    expect(links.get('pod')?.probes).toMatchObject([
      { verdict: 'ok', request: `TCP 127.0.0.1:${port}`, text: 'connected' },
    ]);
  });

  it.each([
    ['an answer that fails the probe', () => answering(404).then(({ port }) => port), 'answered 404'],
    ['a port where nobody listens', findFreePort, 'refused'],
    [
      'silence',
      () => stopAfterTest(listenTcp((socket) => void socket.resume())).then(({ port }) => port),
      'no answer within 300ms',
    ],
  ])('breaks its link by %s', async (_, start, text) => {
    const links = await probe(linksTo(await start()));
    expect(links.get('pod')).toMatchObject({ verdict: 'broken', probes: [{ verdict: 'broken' }] });
    expect(links.get('pod')?.probes?.[0]?.text).toContain(text);
  });

  it('goes to pods through the API server from outside, where the Service has no address for it', async () => {
    const { port } = await answering(200);
    const api = await serveCluster({ forwards: { [`shop/web-1:${port}`]: port } });
    const run = { signal: AbortSignal.timeout(10_000), onSecret: () => {} };
    const forwarder = await openPortForwarder({ env: {}, kubeconfig: await writeKubeconfig(api) }, run);
    const links = await probe(linksTo(port), { forwarder });
    forwarder.close();
    expect(links.get('service')).toMatchObject({ verdict: 'ok', probes: [{ verdict: 'skipped', latencyMs: null }] });
    expect(links.get('pod')?.probes).toMatchObject([{ verdict: 'ok', via: 'port-forward', text: 'answered 200' }]);
  });

  it('leaves its link unknown where it could not be made, or was ended by the run', async () => {
    const forwarder: PortForwarder = {
      connect: () => Promise.reject(new ForwardRefusal('the API server answered 403', true)),
      close: () => {},
    };
    const refused = await probe(linksTo(await findFreePort()), { forwarder });
    expect(refused.get('pod')).toMatchObject({ verdict: 'unknown', probes: [{ verdict: 'unknown' }] });
    const ended = await probe(linksTo(await findFreePort()), { signal: AbortSignal.abort() });
    expect(ended.get('pod')).toMatchObject({ verdict: 'unknown' });
  });
});
