import { describe, expect, it } from 'vitest';
import type { TlsSecretRow } from '../../../src/kubernetes/views/tls-secrets.ts';
import type { ApiServerOptions } from '../../support/api-server.ts';
import { issueAuthority, issueCertificate } from '../../support/certificates.ts';
import { serveCluster } from '../live-cluster.ts';
import { problemOf, readServer, rowsIn } from '../read-cluster.ts';

const shop = issueCertificate({ subject: 'shop', names: ['shop.test'], issuer: issueAuthority() });
const ingress = (name: string, secret: string | undefined, namespace = 'shop') => ({
  metadata: { name, namespace },
  spec: { tls: [{ hosts: ['shop.test'], ...(secret === undefined ? {} : { secretName: secret }) }] },
});
const tlsSecret = (name: string, namespace = 'shop') => ({
  kind: 'Secret',
  metadata: { name, namespace, uid: `uid-${name}` },
  type: 'kubernetes.io/tls',
  data: {
    'tls.crt': Buffer.from(shop.chain).toString('base64'),
    'tls.key': Buffer.from(shop.key).toString('base64'),
  },
});
const INGRESSES_PATH = '/apis/networking.k8s.io/v1/ingresses';
const GATEWAYS_PATH = '/apis/gateway.networking.k8s.io/v1/gateways';
const GATEWAY_GROUP = {
  kind: 'APIGroupList',
  groups: [{ name: 'gateway.networking.k8s.io', versions: [{ version: 'v1' }] }],
};
const secretPath = (name: string, namespace = 'shop') => `/api/v1/namespaces/${namespace}/secrets/${name}`;

interface Served {
  readonly ingresses?: readonly object[];
  readonly gateways?: readonly object[];
  readonly secrets?: readonly (readonly [name: string, namespace?: string])[];
  readonly fault?: ApiServerOptions['fault'];
  readonly answers?: ApiServerOptions['answers'];
}

const serve = ({ ingresses = [], gateways, secrets = [], fault, answers }: Served) =>
  serveCluster({
    lists: {
      [INGRESSES_PATH]: { kind: 'IngressList', items: ingresses },
      ...(gateways && { [GATEWAYS_PATH]: { kind: 'GatewayList', items: gateways } }),
    },
    answers: {
      '/apis': gateways ? GATEWAY_GROUP : { kind: 'APIGroupList', groups: [] },
      ...Object.fromEntries(
        secrets.map(([name, namespace]) => [secretPath(name, namespace), tlsSecret(name, namespace)]),
      ),
      ...answers,
    },
    ...(fault && { fault }),
  });

const VIEWS = ['ingresses', 'gateways', 'tlsSecrets'] as const;
const readSecrets = async (server: Awaited<ReturnType<typeof serve>>, namespaces: readonly string[] | null = null) =>
  (await readServer(server, { views: VIEWS, namespaces })).tlsSecrets;
const secretRows = async (...given: Parameters<typeof readSecrets>) =>
  rowsIn(await readSecrets(...given)) as unknown as readonly TlsSecretRow[];
const secretRequests = ({ seen }: Awaited<ReturnType<typeof serve>>) =>
  seen.map(({ path }) => path).filter((path) => path.includes('/secrets'));

describe('the Secrets of TLS', () => {
  it('are got by name, each once, and only those that are named', async () => {
    const ingresses = [ingress('a', 'shop-tls'), ingress('b', 'shop-tls'), ingress('c', undefined)];
    const server = await serve({ ingresses, secrets: [['shop-tls'], ['other']] });
    const [row] = await secretRows(server);
    expect(row).toMatchObject({ type: 'kubernetes.io/tls', served: { keyFits: true, names: ['shop.test'] } });
    expect(secretRequests(server)).toEqual([secretPath('shop-tls')]);
  });

  it('hold no key once they are rows', async () => {
    const server = await serve({ ingresses: [ingress('a', 'shop-tls')], secrets: [['shop-tls']] });
    const text = JSON.stringify(await secretRows(server));
    expect(text).not.toMatch(/PRIVATE|BEGIN/);
    for (const line of shop.key.split('\n').slice(1, -2)) expect(text).not.toContain(line);
    expect(text).not.toContain(Buffer.from(shop.key).toString('base64').slice(0, 40));
  });

  it('that are not there are known to be missing', async () => {
    const server = await serve({ ingresses: [ingress('a', 'gone')] });
    expect(await secretRows(server)).toMatchObject([{ ref: { namespace: 'shop', name: 'gone' }, missing: true }]);
  });

  it('are none where nothing names any', async () => {
    const server = await serve({ ingresses: [ingress('a', undefined)] });
    expect(await secretRows(server)).toEqual([]);
    expect(secretRequests(server)).toEqual([]);
  });

  it('are an error where one may not be read, with the rule that allows it', async () => {
    const server = await serve({
      ingresses: [ingress('a', 'shop-tls'), ingress('b', 'secret-b'), ingress('c', 'bank-tls', 'bank')],
      secrets: [['bank-tls', 'bank']],
      fault: ({ path }) =>
        path.includes('/namespaces/shop/secrets') ? { status: 403, message: 'secrets is forbidden' } : undefined,
    });
    expect(problemOf(await readSecrets(server))).toMatchObject({
      status: 'error',
      reason: 'permission',
      message:
        'no permission to get secrets shop-tls, secret-b in namespace shop: a Role there with { apiGroups: [""], resources: ["secrets"], verbs: ["get"] } allows it (HTTP 403: secrets is forbidden)',
    });
  });

  it.each([
    ['ingresses', INGRESSES_PATH],
    ['gateways', GATEWAYS_PATH],
  ])('are an error where %s may not be listed, so that their names are not known', async (what, path) => {
    const server = await serve({
      ingresses: [ingress('a', 'shop-tls')],
      gateways: [],
      secrets: [['shop-tls']],
      fault: (seen) => (seen.path === path ? { status: 403, message: 'no' } : undefined),
    });
    const problem = problemOf(await readSecrets(server));
    expect(problem).toMatchObject({ status: 'error', reason: 'permission' });
    expect(problem.message).toMatch(`which Secrets hold certificates is not known: no permission to list ${what}`);
    expect(problem.message).toContain(`resources: ["${what}"], verbs: ["list"]`);
  });

  it('say nothing of what the server sent where it is no Secret', async () => {
    const broken = `{"kind":"Secret","data":{"tls.key":"${'QUFBQUE'.repeat(3)}`;
    const server = await serve({
      ingresses: [ingress('a', 'shop-tls')],
      answers: { [secretPath('shop-tls')]: broken },
    });
    const { message } = problemOf(await readSecrets(server));
    expect(message).toBe('could not get secret shop-tls in namespace shop: it sent no Secret that can be read');
  });

  it('outside of the namespaces are not asked for', async () => {
    const gateway = {
      metadata: { name: 'edge', namespace: 'shop' },
      spec: { listeners: [{ name: 'x', port: 443, tls: { certificateRefs: [{ name: 'far', namespace: 'certs' }] } }] },
    };
    const server = await serve({ gateways: [gateway], secrets: [['far', 'certs']] });
    expect(await secretRows(server, ['shop'])).toMatchObject([{ ref: { namespace: 'certs' }, unread: true }]);
    expect(secretRequests(server)).toEqual([]);
    expect(await secretRows(server)).toMatchObject([{ served: { keyFits: true } }]);
  });

  it('that a Gateway may not use, or passes on, are not asked for', async () => {
    const listeners = [
      { name: 'refused', port: 443, tls: { certificateRefs: [{ name: 'far', namespace: 'certs' }] } },
      { name: 'passed', port: 8443, tls: { mode: 'Passthrough', certificateRefs: [{ name: 'idle' }] } },
      { name: 'plain', port: 80 },
    ];
    const conditions = [{ type: 'ResolvedRefs', status: 'False', reason: 'RefNotPermitted' }];
    const gateway = {
      ...{ metadata: { name: 'edge', namespace: 'shop' }, spec: { listeners } },
      status: { listeners: [{ name: 'refused', conditions }] },
    };
    const server = await serve({ gateways: [gateway], secrets: [['far', 'certs'], ['idle']] });
    expect(await secretRows(server)).toEqual([]);
    expect(secretRequests(server)).toEqual([]);
  });
});
