import { beforeAll, describe, expect, it } from 'vitest';
import { findTools, renderChart, TOOLS_TIMEOUT_MS } from './helm.ts';

beforeAll(findTools, TOOLS_TIMEOUT_MS);

const OWN_CHECKS = { args: ['--checks', '/checks'] };

/** Values with a service whose own check has these parameters: the schema knows none of them. */
const withParams = (params: Readonly<Record<string, unknown>>) => ({
  jobDefaults: OWN_CHECKS,
  config: { services: { shop: { checks: { 'own-check': params } } } },
});

/** What helm says of the values; empty when it renders them. */
const refusalOf = async (json: Readonly<Record<string, unknown>>): Promise<string> => {
  try {
    await renderChart({ json });
    return '';
  } catch (error) {
    return String(error);
  }
};

/** What of `config` is refused: the keys of the parameters, below which something is. */
const refusedKeys = (refusal: string): readonly string[] => {
  const paths = refusal.matchAll(/config\.services\.shop\.checks\.own-check\.([\w-]+)/g);
  return [...new Set([...paths].map(([, key = '']) => key))];
};

const CANARY = 'hunter2canary';
const BASIC_PAIR = Buffer.from(`shop:${CANARY}`).toString('base64');
const PRIVATE_KEY = `-----BEGIN EC PRIVATE KEY-----\n${CANARY}\n-----END EC PRIVATE KEY-----`;

/** By the name of the key; each has to be told by that alone. */
const NAMED_SECRETS = {
  password: CANARY,
  dbPassword: 7_031_946,
  passwd: CANARY,
  'pass-phrase': { passphrase: CANARY },
  token: CANARY,
  access_token: CANARY,
  clientSecret: CANARY,
  apiKey: CANARY,
  'x-api-key': CANARY,
  secretAccessKey: CANARY,
  cookie: `session=${CANARY}`,
  dsn: CANARY,
  smtpPass: CANARY,
  passwords: [CANARY],
  headers: { Authorization: `Token ${CANARY}` },
  headerList: [{ name: 'X-Auth-Token', value: CANARY }],
  env: [{ name: 'PGPASSWORD', value: CANARY }],
  wrapped: { password: { value: CANARY } },
  argv: ['--token', CANARY],
};

/** By the form of the text, under keys that say nothing. */
const FORMED_SECRETS = {
  target: `postgres://shop:${CANARY}@db.shop/orders`,
  cache: `redis://:${CANARY}@cache:6379`,
  pages: ['http://a', `https://shop:${CANARY}@b/page`],
  brokers: `amqp://shop:${CANARY}/x@queue:5672/`,
  page: `https://a/page?access_token=${CANARY}`,
  jdbc: `jdbc:postgresql://db/orders?user=shop&password=${CANARY}`,
  mysql: `shop:${CANARY}@tcp(db:3306)/orders`,
  libpq: `host=db user=shop password=${CANARY}`,
  ado: `Server=db;User Id=shop;Password=${CANARY};`,
  backwards: `password=${CANARY} host=db`,
  storage: `AccountName=shop;AccountKey=${CANARY}==`,
  multiplexer: `cache:6379,ssl=true,password=${CANARY}`,
  bearing: `Bearer ${CANARY}`,
  basic: `Authorization: Basic ${BASIC_PAIR}`,
  pem: PRIVATE_KEY,
  web: `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.${CANARY}`,
  command: `psql --password=${CANARY}`,
  flags: [`--api-key=${CANARY}`],
};

const HEALTHY_VALUES = {
  tokenUrl: 'https://login/oauth/token',
  secretName: 'payments-db',
  passwordFile: '/var/run/secrets/kavmon/db/password',
  tokenFrom: 'PAYMENTS_TOKEN',
  password: { env: 'PGPASSWORD' },
  token: { file: '/var/run/secrets/kavmon/shop/token' },
  apiKey: { secretKeyRef: { name: 'shop', key: 'api-key' } },
  authToken: `\${SHOP_TOKEN}`,
  passphrase: '',
  clientSecret: null,
  secret: true,
  credentials: '/var/run/secrets/kavmon/shop/credentials',
  privateKey: '/etc/tls/tls.key',
  accessKey: 'vault:secret/data/shop#key',
  headers: { Authorization: `Bearer \${SHOP_TOKEN}`, Accept: 'application/json', 'X-Token-Type': 'jwt' },
  env: [
    { name: 'PGPASSWORD', value: '$(ORDERS_PASSWORD)' },
    { name: 'PGUSER', value: 'shop' },
  ],
  measures: [{ name: 'expired_token', value: 'rows', sql: 'select 1' }],
  maxTokens: 4096,
  passwordLength: 12,
  requirePassword: true,
  userOnly: 'postgres://shop@db/orders',
  port: 'http://a:8080/page@2?x=a:b@c',
  numbered: 'http://a:8080/@scope/package',
  six: 'http://[::1]:8080/@a',
  reference: `postgres://shop:\${PGPASSWORD}@db/orders`,
  substituted: 'postgres://shop:$(PGPASSWORD)@db/orders',
  templated: 'postgres://shop:{{ .password }}@db/orders',
  placeholder: 'postgres://USER:<password>@db/orders',
  example: 'postgres://USER:PASSWORD@db/orders',
  hidden: 'postgres://shop:***@db/orders',
  query: 'https://a/page?tokenType=jwt&page=2&token=',
  libpq: 'host=db user=shop dbname=orders passfile=/run/pgpass',
  sql: "select count(*) from users where password is null and token = ''",
  pattern: String.raw`<input name="password" value="\w*">`,
  selector: 'app=vault,component=token',
  prose: 'Basic authentication is required; Bearer authentication too',
  challenge: 'Basic realm="shop"',
  publicKey: '-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----',
  certificate: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
  mail: 'mailto:shop@example.org',
  image: 'registry:5000/shop@sha256:0123456789abcdef',
  ssh: 'git@host:shop/orders.git',
  argv: ['--token-file', '/run/token', '--password-stdin', '--secret-name=payments-db'],
};

describe('a secret in `config`, which becomes a ConfigMap,', () => {
  it('is refused by the name of its key, whatever it looks like', async () => {
    const refusal = await refusalOf(withParams(NAMED_SECRETS));
    expect(refusedKeys(refusal).toSorted()).toEqual(Object.keys(NAMED_SECRETS).toSorted());
    expect(refusal).not.toMatch(new RegExp(`${CANARY}|7031946`));
  });

  it('is refused by its form, whatever its key', async () => {
    const refusal = await refusalOf(withParams(FORMED_SECRETS));
    expect(refusedKeys(refusal).toSorted()).toEqual(Object.keys(FORMED_SECRETS).toSorted());
    expect(refusal).not.toMatch(new RegExp(`${CANARY}|${BASIC_PAIR}`));
  });

  it('is named with its path, and with where it belongs', async () => {
    const config = { services: { shop: { checks: { 'postgres-connection': [{ url: FORMED_SECRETS.target }] } } } };
    expect(await refusalOf({ config })).toMatch(
      /config\.services\.shop\.checks\.postgres-connection\[0\]\.url: no secret belongs there.*: write \{ env: NAME \} or \{ file: PATH \}, with its Secret in secretEnv or secretFiles/,
    );
  });

  it('is not seen in references, names of Secrets, files, and URLs with a user alone', async () => {
    expect(await refusalOf(withParams(HEALTHY_VALUES))).toBe('');
  });
});

describe('what else of the values everybody can read', () => {
  const objectWith = (data: Readonly<Record<string, string>>) => ({
    extraObjects: [
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, stringData: { password: CANARY } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'b' }, data },
    ],
  });

  it.each([
    [{ extraEnv: [{ name: 'PGPASSWORD', value: CANARY }] }, 'extraEnv[0].value: no secret belongs there'],
    [objectWith({ 'a.js': `fetch('https://me:${CANARY}@a')` }), 'extraObjects[1].data[a.js]: no secret'],
    [
      objectWith({ 'more.yaml': `services: { a: { password: ${CANARY} } }` }),
      'extraObjects[1].data[more.yaml].services',
    ],
    [{ extraObjects: [`kind: Pod\n---\nkind: ConfigMap\ndata: { token: ${CANARY} }`] }, 'extraObjects[0].data[token]'],
  ])('is held by the same rule: %j', async (json, words) => {
    const refusal = await refusalOf(json);
    expect(refusal).toContain(words);
    expect(refusal).not.toContain(CANARY);
  });

  it('may read its secrets from where they are', async () => {
    const module = 'const { password } = process.env;\nconst url = `https://${user}:${password}@host/`;\n';
    expect(
      await refusalOf({
        ...objectWith({ 'own-check.js': module, 'more.yaml': 'services: { a: { password: { env: A } } }' }),
        extraEnv: [
          { name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
          { name: 'TOKEN_FILE', value: '/run/token' },
        ],
      }),
    ).toBe('');
  });
});
