import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configureServices, type ReportedRun, runForReport } from '../../../e2e/run-for-report.ts';
import { objectMeta } from '../../../kubernetes/api-objects.ts';
import type { ApiServerOptions } from '../../../support/api-server.ts';
import { startApiServer } from '../../../support/api-server.ts';
import { issueAuthority, issueCertificate } from '../../../support/certificates.ts';
import { folderForSuite } from '../../../support/for-test.ts';
import { findFreePort } from '../../../support/free-port.ts';
import { NO_ANSWER, REFUSED_AT_ONCE, SANDBOX_GONE } from '../../../support/port-forward.ts';
import { trackServer } from '../../../support/tcp-server.ts';
import { tlsSilent } from '../../../support/tls-faults.ts';

const stops: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(stops.map((stop) => stop())));

const stopAfterSuite = async <T extends { readonly stop: () => Promise<void> }>(starting: Promise<T>): Promise<T> => {
  const started = await starting;
  stops.push(started.stop);
  return started;
};

/** A web server that answers with this status, and says in a header which host it was asked for. */
const answering = async (status: number) => {
  const server = createServer(({ headers, url }, response) =>
    response.writeHead(status, { 'x-asked': `${headers.host}${url}` }).end(),
  );
  return (await stopAfterSuite(trackServer(server))).port;
};

const POD_PORT = 8080;
const CREATED = { creationTimestamp: '2026-11-21T10:00:00Z' };

/** Services of the namespace `shop`, each with its slice and pods; a pod is ready or not. */
const clusterOf = (
  services: Readonly<Record<string, Readonly<Record<string, boolean>>>>,
): NonNullable<ApiServerOptions['lists']> => {
  const names = Object.keys(services);
  const pods = Object.entries(services).flatMap(([app, ready]) =>
    Object.entries(ready).map(([name, isReady]) => ({
      metadata: objectMeta(name, 'shop', { ...CREATED, labels: { app } }),
      spec: { containers: [{ name: 'web', image: 'registry.example/web:1' }] },
      status: {
        phase: 'Running',
        conditions: [
          { type: 'Ready', status: isReady ? 'True' : 'False', lastTransitionTime: CREATED.creationTimestamp },
        ],
      },
    })),
  );
  return {
    '/api/v1/pods': { kind: 'PodList', items: pods },
    '/api/v1/services': {
      kind: 'ServiceList',
      items: names.map((app) => ({
        metadata: objectMeta(app, 'shop', CREATED),
        spec: { clusterIP: '10.0.0.1', selector: { app }, ports: [{ name: 'http', port: 80, targetPort: POD_PORT }] },
      })),
    },
    '/apis/discovery.k8s.io/v1/endpointslices': {
      kind: 'EndpointSliceList',
      items: Object.entries(services).map(([app, ready]) => ({
        metadata: objectMeta(`${app}-x`, 'shop', { ...CREATED, labels: { 'kubernetes.io/service-name': app } }),
        ports: [{ name: 'http', port: POD_PORT, protocol: 'TCP' }],
        endpoints: Object.entries(ready).map(([name, isReady]) => ({
          addresses: ['10.1.0.1'],
          conditions: { ready: isReady },
          targetRef: { kind: 'Pod', namespace: 'shop', name },
        })),
      })),
    },
  };
};

const suite = folderForSuite('targets');

/** Runs checks of services on a cluster, as from a laptop. */
const runOn = async (
  options: ApiServerOptions,
  services: Readonly<Record<string, object>>,
  more: readonly string[] = [],
): Promise<ReportedRun> => {
  const { url } = await stopAfterSuite(startApiServer(options));
  const kubeconfig = join(suite.path, `kubeconfig-${Object.keys(services)[0]}`);
  const document = {
    'current-context': 'c',
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server: url } }],
    users: [{ name: 'u', user: { token: 'secret-token' } }],
  };
  await writeFile(kubeconfig, JSON.stringify(document));
  const [file = '-c', path = ''] = await configureServices(suite.path, services);
  return runForReport([file, path, '-A', ...more], { env: { KUBECONFIG: kubeconfig } });
};

const http = (target: object, more: object = {}) => ({ checks: { 'http-endpoint': { target, ...more } } });
const tcp = (target: object) => ({ checks: { 'tcp-connection': { target } } });

describe('a Service as the target of a check', () => {
  let run: ReportedRun;
  let refused: ReportedRun;

  const resultOf = (service: string, of = run) => {
    const found = of.report.results.find(
      (result) => result.service === service && ['endpoint', 'database'].includes(result.group),
    );
    if (found === undefined) throw new Error(`no result of ${service}`);
    return found;
  };

  beforeAll(async () => {
    const authority = issueAuthority();
    await writeFile(join(suite.path, 'ca.pem'), authority.cert);
    const names = ['certified.shop.svc'];
    const secured = await stopAfterSuite(tlsSilent(issueCertificate({ subject: 'web', names, issuer: authority })));
    const [well, ill] = [await answering(200), await answering(503)];
    const lists = clusterOf({
      well: { 'well-1': true },
      mixed: { 'mixed-1': true, 'mixed-2': true, 'mixed-3': false },
      down: { 'down-1': false },
      closed: { 'closed-1': true },
      shut: { 'shut-1': true },
      unforwarded: { 'unforwarded-1': true },
      gone: { 'gone-1': true },
      stuck: { 'stuck-1': true },
      certified: { 'certified-1': true },
    });
    const forwards = {
      [`shop/well-1:${POD_PORT}`]: well,
      [`shop/mixed-1:${POD_PORT}`]: well,
      [`shop/mixed-2:${POD_PORT}`]: ill,
      [`shop/closed-1:${POD_PORT}`]: await findFreePort(),
      [`shop/shut-1:${POD_PORT}`]: REFUSED_AT_ONCE,
      [`shop/gone-1:${POD_PORT}`]: SANDBOX_GONE,
      [`shop/stuck-1:${POD_PORT}`]: NO_ANSWER,
      [`shop/certified-1:${POD_PORT}`]: secured.port,
    };
    run = await runOn(
      { lists, forwards },
      {
        well: http(
          { service: 'well', path: '/healthz?full' },
          { responseHeaders: [{ name: 'x-asked', equals: 'well.shop.svc/healthz?full' }] },
        ),
        certified: {
          checks: { 'tls-certificate': { target: { service: 'certified' }, ca: join(suite.path, 'ca.pem') } },
        },
        stepped: {
          checks: {
            'http-steps': {
              ...{ target: { service: 'well', path: '/api' }, ipFamily: 6, steps: [{ name: 'list', url: '/orders' }] },
            },
          },
        },
        cached: { checks: { 'redis-connection': { target: { service: 'mixed', each: true }, timeout: '3s' } } },
        mixed: http({ service: 'mixed', port: 'http', each: true }),
        down: tcp({ service: 'down' }),
        closed: tcp({ service: 'closed', port: 80 }),
        shut: http({ service: 'shut' }, { timeout: '3s' }),
        shutPort: tcp({ service: 'shut' }),
        open: tcp({ service: 'well' }),
        unforwarded: http({ service: 'unforwarded', namespace: 'shop' }),
        gone: http({ service: 'gone' }),
        gonePort: tcp({ service: 'gone' }),
        stuck: { checks: { 'tcp-connection': { target: { service: 'stuck' }, timeout: '600ms' } } },
        absent: http({ service: 'wel' }),
        portless: http({ service: 'well', port: 'metrics' }),
      },
    );
    refused = await runOn(
      { lists, forwards, fault: ({ path }) => (path.endsWith('/services') ? { status: 403 } : undefined) },
      { forbidden: http({ service: 'well' }) },
      ['-s', 'forbidden'],
    );
  });

  it('is asked under its own name, from outside of the cluster through the API server', () => {
    expect(run.leftovers).toEqual([]);
    expect(resultOf('well')).toMatchObject({
      status: 'ok',
      findings: [],
      notes: ['asked through the API server (port-forward): times include the way there'],
    });
  });

  it('shows its certificate under its own name', () => {
    expect(resultOf('certified')).toMatchObject({ status: 'ok', looked: { certificates: 2 } });
  });

  it('stands before the paths of steps, whatever IP version they are asked by', () => {
    expect(resultOf('stepped')).toMatchObject({ status: 'ok', looked: { steps: 1 } });
  });

  it('is asked in other protocols, of each replica', () => {
    const { status, findings } = resultOf('cached');
    expect(status).toBe('failed');
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^pod mixed-1: mixed\.shop\.svc:80: /),
      expect.stringMatching(/^pod mixed-2: mixed\.shop\.svc:80: /),
    ]);
  });

  it('names the replica that is ill, where each is asked', () => {
    const { status, reason, looked, findings } = resultOf('mixed');
    expect({ status, reason, looked }).toEqual({ status: 'failed', reason: 'status', looked: { endpoints: 2 } });
    expect(findings.map(({ message }) => message)).toEqual([
      'pod mixed-2: GET http://mixed.shop.svc/: status is 503, expected 2xx',
    ]);
  });

  it('is failed where nobody is ready, and the fault of the Service is its cause', () => {
    const { status, reason, findings } = resultOf('down');
    expect({ status, reason }).toEqual({ status: 'failed', reason: 'no_endpoints' });
    const problem = run.report.problems.find(({ object }) => object?.name === 'down-1' || object?.name === 'down');
    expect(problem?.fingerprint).toBeDefined();
    expect(findings.map(({ causedBy }) => causedBy)).toEqual([problem?.fingerprint]);
  });

  it('is failed by a pod that refuses the port, though the API server takes the connection', () => {
    expect(resultOf('closed')).toMatchObject({
      status: 'failed',
      reason: 'connect_refused',
      message: `pod closed-1: localhost:${POD_PORT} in the pod: connection refused`,
    });
    expect(resultOf('open').status).toBe('ok');
  });

  it('is refused where the refusal comes together with the answer that opens the way', () => {
    for (const service of ['shut', 'shutPort'])
      expect(resultOf(service)).toMatchObject({
        status: 'failed',
        reason: 'connect_refused',
        message: `pod shut-1: localhost:${POD_PORT} in the pod: connection refused`,
      });
  });

  it('is a timeout where the API server takes the request to forward and never answers', () => {
    expect(resultOf('stuck')).toMatchObject({
      status: 'timeout',
      reason: 'connect_timeout',
      message: 'not asked through the API server: nothing was forwarded within the timeout of the check',
    });
  });

  it('is an error where the API server does not forward, with the rule that would allow it', () => {
    const { status, reason, message } = resultOf('unforwarded');
    expect({ status, reason }).toEqual({ status: 'error', reason: 'permission' });
    expect(message).toContain('get and create on pods/portforward');
  });

  it('is an error where the kubelet did not get as far as the port', () => {
    for (const service of ['gone', 'gonePort'])
      expect(resultOf(service)).toMatchObject({
        status: 'error',
        reason: 'dependency',
        message: expect.stringMatching(/^not asked through the API server: error forwarding .* sandbox .* is closed$/),
      });
  });

  it('is failed where no Service has the name, and an error where it has no such port', () => {
    expect(resultOf('absent')).toMatchObject({ status: 'failed', reason: 'no_endpoints' });
    expect(resultOf('absent').message).toContain('there is no Service wel in any namespace');
    expect(resultOf('portless')).toMatchObject({
      status: 'error',
      reason: 'config',
      message: 'Service shop/well has no port metrics: it has http (80)',
    });
  });

  it('is an error where Services cannot be listed', () => {
    const { status, reason, message } = resultOf('forbidden', refused);
    expect({ status, reason }).toEqual({ status: 'error', reason: 'permission' });
    expect(message).toContain('services');
  });
});
