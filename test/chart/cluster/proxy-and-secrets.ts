import { createServer, request as send } from 'node:http';
import { expect, it } from 'vitest';
import { type ChartStage, resultsIn } from '../chart-stage.ts';
import { type ChartSite, waitForSamples } from './chart-site.ts';
import { RELEASE_NAMESPACE, SHOP_NAMESPACE } from './namespaces.ts';
import { runRelease } from './run-release.ts';
import { METRICS_API_KEY, VAULT_ACCESS, VAULT_AUTHORITY, VAULT_CANARIES } from './vault-service.ts';

const tokenFromFile = {
  auth: { bearer: { file: `/var/run/secrets/kavmon/${VAULT_ACCESS.secret}/${VAULT_ACCESS.token}` } },
};
const passwordFromVariable = { auth: { basic: { username: 'kavmon', password: { env: 'VAULT_PASSWORD' } } } };

/** A host that does not resolve: only a request through the proxy arrives. */
const RECEIVER_URL = 'http://receiver.invalid/api/v1/otlp';

const wiringValues = (proxy: string) => ({
  config: {
    services: {
      vault: {
        checks: {
          'http-endpoint': [
            { name: 'by-file', url: `https://vault.${SHOP_NAMESPACE}/`, ...tokenFromFile },
            { name: 'by-variable', url: `https://vault.${SHOP_NAMESPACE}/`, ...passwordFromVariable },
            { name: 'file-repeated', url: `https://vault.${SHOP_NAMESPACE}/`, status: '204', ...tokenFromFile },
            {
              name: 'variable-repeated',
              url: `https://vault.${SHOP_NAMESPACE}/`,
              status: '204',
              ...passwordFromVariable,
            },
          ],
        },
      },
    },
  },
  scope: { namespaces: [SHOP_NAMESPACE] },
  jobs: { vault: { groups: ['endpoint', 'network'] } },
  otel: {
    endpoint: RECEIVER_URL,
    headersSecret: { name: VAULT_ACCESS.secret, key: VAULT_ACCESS.headers },
    labels: { team: SENT_TEAM },
  },
  proxy: { http: proxy, https: proxy },
  extraCA: VAULT_AUTHORITY,
  secretFiles: [{ name: VAULT_ACCESS.secret }],
  secretEnv: { VAULT_PASSWORD: { name: VAULT_ACCESS.secret, key: VAULT_ACCESS.password } },
});

const SENT_TEAM = 'payments, and "orders"';

interface ForwardProxy {
  readonly url: string;
  /** The requests that came, as `METHOD TARGET`, each with its header `api-key`. */
  readonly requests: readonly (readonly [string, unknown])[];
  readonly stop: () => void;
}

/** Starts an HTTP proxy that pods reach. It sends every request to Prometheus, and refuses CONNECT. */
const startForwardProxy = async ({ cluster, prometheus }: ChartStage): Promise<ForwardProxy> => {
  const requests: [string, unknown][] = [];
  const server = createServer((incoming, outgoing) => {
    requests.push([`${incoming.method} ${incoming.url}`, incoming.headers['api-key']]);
    const { pathname } = new URL(incoming.url ?? '');
    const { method, headers } = incoming;
    const onward = send(new URL(pathname, prometheus.url), { method, headers }, (answer) => {
      answer.pipe(outgoing.writeHead(answer.statusCode ?? 502));
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.on('connect', ({ url }, socket) => {
    requests.push([`CONNECT ${url}`, undefined]);
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, cluster.addresses.machine, resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { url: `http://${cluster.addresses.machine}:${port}`, requests, stop: () => server.close() };
};

/** Tests of the values for proxies, authorities and secrets. */
export const wiringTests = (site: () => ChartSite) => {
  it('without its authority, a certificate is not trusted', async () => {
    const text = await site().exec('check', '-s', 'vault', '-o', 'json', '--cronjob');
    expect(JSON.parse(text).results).toMatchObject([{ status: 'failed', reason: 'tls_untrusted' }]);
  }, 90_000);

  it('authority, secret file, secret variable and proxy reach the run, and no secret leaves it', async () => {
    const { stage } = site();
    const proxy = await startForwardProxy(stage);
    try {
      const { pod, log } = await runRelease(site(), { name: 'wired', job: 'vault', values: wiringValues(proxy.url) });
      const endpoints = resultsIn(log).filter(({ group }) => group === 'endpoint');
      const outcomes = endpoints.map(({ name, status, reason }) => [name, status, reason]);
      expect(outcomes.toSorted()).toEqual([
        ['by-file', 'ok', null],
        ['by-variable', 'ok', null],
        ['file-repeated', 'failed', 'status'],
        ['variable-repeated', 'failed', 'status'],
      ]);
      // The API server is not reached through the proxy.
      expect(resultsIn(log).filter(({ group, status }) => group === 'network' && status === 'ok')).not.toEqual([]);
      expect(proxy.requests).toEqual([[`POST ${RECEIVER_URL}/v1/metrics`, METRICS_API_KEY]]);
      const text = JSON.stringify([log, pod.status]);
      // The answer of the server, which repeats the secret, is in the log without it.
      expect(text).toContain('you said ');
      for (const canary of VAULT_CANARIES) expect(text).not.toContain(canary);
      const sample = `kavmon_check_healthy{instance="${RELEASE_NAMESPACE}.wired-kavmon-vault",check_name="by-file"}`;
      expect(await waitForSamples(stage, sample)).toMatchObject([{ value: 1, labels: { team: SENT_TEAM } }]);
    } finally {
      proxy.stop();
    }
  }, 120_000);
};
