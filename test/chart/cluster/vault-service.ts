import type { KubernetesObject } from '../../cluster/api.ts';
import { deploymentManifest, podSpec, serviceManifest } from '../../cluster/objects.ts';
import { KAVMON_IMAGE } from '../../image/build.ts';
import { issueAuthority, issueCertificate } from '../../support/certificates.ts';
import { RELEASE_NAMESPACE, SHOP_NAMESPACE } from './namespaces.ts';

/** Names and keys of the Secret with kavmon's credentials, and of the ConfigMap with the authority of the server. */
export const VAULT_ACCESS = {
  secret: 'vault-access',
  token: 'token',
  password: 'password',
  headers: 'headers',
} as const;
export const VAULT_AUTHORITY = { configMap: 'shop-ca', key: 'root.pem' } as const;

const VAULT_TOKEN = 'canary-token-9f31c7';
const VAULT_PASSWORD = 'canary-password-52be08';
const VAULT_BASIC_AUTH = Buffer.from(`kavmon:${VAULT_PASSWORD}`).toString('base64');
/** The API key that is sent with metrics. */
export const METRICS_API_KEY = 'canary-key-e1d40b';
/** Secrets: no log may contain them. */
export const VAULT_CANARIES = [VAULT_TOKEN, VAULT_PASSWORD, VAULT_BASIC_AUTH, METRICS_API_KEY];

/** A server that accepts these credentials only, and repeats the Authorization header in every answer. */
const VAULT_SCRIPT = `
const { readFileSync } = require('node:fs');
const known = [process.env.TOKEN, process.env.BASIC];
require('node:https').createServer({ cert: readFileSync('/tls/tls.crt'), key: readFileSync('/tls/tls.key') }, (asked, answer) => {
  const said = asked.headers.authorization ?? '';
  answer.writeHead(known.includes(said) ? 200 : 401).end('you said ' + said);
}).listen(8443);`;

const secretManifest = (
  namespace: string,
  name: string,
  stringData: Readonly<Record<string, string>>,
): KubernetesObject => ({
  ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData },
});

const buildVaultObjects = (): readonly KubernetesObject[] => {
  const root = issueAuthority('Authority of the shop');
  const { cert, key } = issueCertificate({ subject: 'vault', names: [`vault.${SHOP_NAMESPACE}`], issuer: root });
  const server = {
    ...{
      name: 'vault',
      image: KAVMON_IMAGE,
      imagePullPolicy: 'Never',
      command: ['/nodejs/bin/node', '-e', VAULT_SCRIPT],
    },
    env: [
      { name: 'TOKEN', value: `Bearer ${VAULT_TOKEN}` },
      { name: 'BASIC', value: `Basic ${VAULT_BASIC_AUTH}` },
    ],
    volumeMounts: [{ name: 'tls', mountPath: '/tls' }],
    readinessProbe: { tcpSocket: { port: 8443 }, periodSeconds: 1 },
  };
  const volumes = [{ name: 'tls', secret: { secretName: 'vault-tls' } }];
  return [
    secretManifest(SHOP_NAMESPACE, 'vault-tls', { 'tls.crt': cert, 'tls.key': key }),
    deploymentManifest(SHOP_NAMESPACE, 'vault', { pod: podSpec([server], { volumes }) }),
    serviceManifest(SHOP_NAMESPACE, 'vault', { ports: [{ name: 'https', port: 443, targetPort: 8443 }] }),
    secretManifest(RELEASE_NAMESPACE, VAULT_ACCESS.secret, {
      [VAULT_ACCESS.token]: `${VAULT_TOKEN}\n`,
      [VAULT_ACCESS.password]: VAULT_PASSWORD,
      [VAULT_ACCESS.headers]: `api-key=${METRICS_API_KEY}`,
    }),
    {
      ...{
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: VAULT_AUTHORITY.configMap, namespace: RELEASE_NAMESPACE },
      },
      data: { [VAULT_AUTHORITY.key]: root.cert },
    },
  ];
};

/** The objects of a service that requires a token or a password, with a certificate of an authority of its own. */
export const vaultObjects = buildVaultObjects();
