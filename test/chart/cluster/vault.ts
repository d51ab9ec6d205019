import type { KubernetesObject } from '../../cluster/api.ts';
import { deployment, podSpec, service } from '../../cluster/objects.ts';
import { IMAGE } from '../../image/build.ts';
import { authority, issue } from '../../support/certificates.ts';
import { HOME, SHOP } from './places.ts';

/** Names and keys of the Secret with kavmon's credentials, and of the ConfigMap with the authority of the server. */
export const ACCESS = { secret: 'vault-access', token: 'token', password: 'password', headers: 'headers' } as const;
export const TRUST = { configMap: 'shop-ca', key: 'root.pem' } as const;

const TOKEN = 'canary-token-9f31c7';
const PASSWORD = 'canary-password-52be08';
const BASIC = Buffer.from(`kavmon:${PASSWORD}`).toString('base64');
/** The API key that is sent with metrics. */
export const API_KEY = 'canary-key-e1d40b';
/** Secrets: no log may contain them. */
export const CANARIES = [TOKEN, PASSWORD, BASIC, API_KEY];

/** A server that accepts these credentials only, and repeats the Authorization header in every answer. */
const VAULT = `
const { readFileSync } = require('node:fs');
const known = [process.env.TOKEN, process.env.BASIC];
require('node:https').createServer({ cert: readFileSync('/tls/tls.crt'), key: readFileSync('/tls/tls.key') }, (asked, answer) => {
  const said = asked.headers.authorization ?? '';
  answer.writeHead(known.includes(said) ? 200 : 401).end('you said ' + said);
}).listen(8443);`;

const secret = (namespace: string, name: string, stringData: Readonly<Record<string, string>>): KubernetesObject => ({
  ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData },
});

const made = (): readonly KubernetesObject[] => {
  const root = authority('Authority of the shop');
  const { cert, key } = issue({ subject: 'vault', names: [`vault.${SHOP}`], issuer: root });
  const server = {
    ...{ name: 'vault', image: IMAGE, imagePullPolicy: 'Never', command: ['/nodejs/bin/node', '-e', VAULT] },
    env: [
      { name: 'TOKEN', value: `Bearer ${TOKEN}` },
      { name: 'BASIC', value: `Basic ${BASIC}` },
    ],
    volumeMounts: [{ name: 'tls', mountPath: '/tls' }],
    readinessProbe: { tcpSocket: { port: 8443 }, periodSeconds: 1 },
  };
  const volumes = [{ name: 'tls', secret: { secretName: 'vault-tls' } }];
  return [
    secret(SHOP, 'vault-tls', { 'tls.crt': cert, 'tls.key': key }),
    deployment(SHOP, 'vault', { pod: podSpec([server], { volumes }) }),
    service(SHOP, 'vault', { ports: [{ name: 'https', port: 443, targetPort: 8443 }] }),
    secret(HOME, ACCESS.secret, {
      [ACCESS.token]: `${TOKEN}\n`,
      [ACCESS.password]: PASSWORD,
      [ACCESS.headers]: `api-key=${API_KEY}`,
    }),
    {
      ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: TRUST.configMap, namespace: HOME } },
      data: { [TRUST.key]: root.cert },
    },
  ];
};

/** The objects of a service that requires a token or a password, with a certificate of an authority of its own. */
export const vault = made();
