/** Where a check is pointed at; with `ca`, TLS is spoken and the server must have a certificate of that authority. */
export interface FaultTarget {
  readonly host: string;
  readonly port: number;
  readonly ca?: string | undefined;
}

/** The protocol in which a check asks. */
export type Protocol =
  | 'http'
  | 'grpc'
  | 'tcp'
  | 'tls'
  | 'postgres'
  | 'mysql'
  | 'mongodb'
  | 'redis'
  | 'amqp'
  | 'kafka'
  | 'nats'
  | 'dns'
  | 'ntp';

export interface AskedService {
  readonly protocol: Protocol;
  readonly params: (target: FaultTarget) => object;
}

/** The variable with the password of every check: a canary. */
export const PASSWORD = { env: 'WORD' } as const;

const LOGIN = { user: 'kavmon', password: PASSWORD } as const;
const AUTH = { auth: { basic: { username: 'kavmon', password: PASSWORD } } } as const;

/** Longer than any check has: its own deadline is what ends it. */
const LONG = '60s';

const tlsOf = ({ ca }: FaultTarget): object => (ca === undefined ? {} : { tls: { ca } });

const urlOf = ({ host, port, ca }: FaultTarget, scheme = 'http'): string =>
  `${scheme}${ca === undefined ? '' : 's'}://${host}:${port}`;

const overHttp = (more: object, key = 'url'): AskedService => ({
  protocol: 'http',
  params: (target) => ({ [key]: urlOf(target), ...AUTH, ...tlsOf(target), ...more }),
});

const parts = (target: FaultTarget): object => ({ host: target.host, port: target.port });

const byParts = (protocol: Protocol, more: object = LOGIN): AskedService => ({
  protocol,
  params: (target) => ({ ...parts(target), ...tlsOf(target), ...more }),
});

const sqlServer = (
  protocol: Protocol,
  [mode, plain]: readonly [withTls: string, without: object],
  more: object = { statementTimeout: LONG },
): AskedService => ({
  protocol,
  params: (target) => ({
    ...parts(target),
    ...LOGIN,
    ...more,
    ...(target.ca === undefined ? plain : { ssl: { mode, ca: target.ca } }),
  }),
});

/** Without TLS it is not asked for either, so that a fault comes behind the message that begins the login. */
const POSTGRES_MODES = ['verify-full', { ssl: { mode: 'disable' } }] as const;

const kafka = (more: object): AskedService => ({
  protocol: 'kafka',
  params: (target) => ({
    bootstrap: [`${target.host}:${target.port}`],
    sasl: { mechanism: 'PLAIN', ...LOGIN },
    ...tlsOf(target),
    ...more,
  }),
});

const nats = (more: object): AskedService => ({
  protocol: 'nats',
  params: (target) => ({
    ...parts(target),
    ...LOGIN,
    ...tlsOf(target),
    ...(target.ca === undefined ? {} : { handshakeFirst: true }),
    ...more,
  }),
});

/** How each check of the catalogue that asks a service is pointed at a target, by its name. */
export const ASKED_SERVICES: Readonly<Record<string, AskedService>> = {
  'http-endpoint': overHttp({ contains: 'hello' }),
  'service-info': overHttp({ flags: ['$.a'] }),
  'http-steps': overHttp({ steps: [{ name: 'greet', url: '/', contains: 'hello' }] }, 'baseUrl'),
  'async-job': overHttp({ submit: { url: '/jobs', json: {} }, poll: { state: '$.status' } }, 'baseUrl'),
  scoring: overHttp({ json: {}, jsonPath: [{ path: '$.class', eq: 'a' }] }),
  'promql-threshold': overHttp({ query: 'up', fail: 1 }),
  'error-budget': overHttp({
    objective: '99.9%',
    errors: 'sum(increase(errors_total[$window]))',
    total: 'sum(increase(requests_total[$window]))',
  }),
  'elasticsearch-cluster': overHttp({}),
  'rabbitmq-health': overHttp({}),
  'rabbitmq-queues': overHttp({ queues: ['invoices'] }),
  'rabbitmq-topology': overHttp({ queues: [{ name: 'invoices' }] }),
  'model-registry': overHttp({ model: 'fraud', alias: 'champion' }),
  'model-version': overHttp({ path: '$.version', selector: 'app=scorer' }),
  'registry-image': {
    protocol: 'http',
    params: (target) => ({
      ...{ image: 'registry.example/shop:1', endpoint: urlOf(target), ...tlsOf(target) },
      credentials: { username: 'kavmon', password: PASSWORD },
    }),
  },
  'object-storage': {
    protocol: 'http',
    params: (target) => ({
      ...{ endpoint: urlOf(target), bucket: 'backups', ...tlsOf(target) },
      credentials: { accessKeyId: PASSWORD, secretAccessKey: PASSWORD },
    }),
  },
  websocket: {
    protocol: 'http',
    params: (target) => ({ url: urlOf(target, 'ws'), ...AUTH, ...tlsOf(target), contains: 'hello' }),
  },
  'grpc-health': byParts('grpc', { metadata: { authorization: PASSWORD } }),
  'tcp-connection': byParts('tcp', { send: PASSWORD, expect: '^hello' }),
  'tls-certificate': {
    protocol: 'tls',
    params: ({ ca, ...target }) => ({ ...parts(target), ...(ca === undefined ? {} : { ca }) }),
  },
  'postgres-connection': sqlServer('postgres', POSTGRES_MODES),
  'pgbouncer-pools': sqlServer('postgres', POSTGRES_MODES, {}),
  'mysql-connection': sqlServer('mysql', ['verify_identity', {}]),
  'redis-connection': byParts('redis'),
  'mongodb-connection': {
    protocol: 'mongodb',
    params: (target) => ({ hosts: [`${target.host}:${target.port}`], ...LOGIN, ...tlsOf(target) }),
  },
  'rabbitmq-connection': byParts('amqp'),
  'kafka-cluster': kafka({}),
  'kafka-topics': kafka({ topics: [{ name: 'orders' }] }),
  'kafka-consumers': kafka({ groups: ['billing'] }),
  'nats-connection': nats({}),
  'nats-jetstream': nats({ streams: ['ORDERS'] }),
  'dns-resolution': {
    protocol: 'dns',
    params: ({ host, port }) => ({ host: 'name.example', resolvers: [`${host}:${port}`] }),
  },
  'clock-offset': {
    protocol: 'ntp',
    params: ({ host, port }) => ({ servers: [`${host}:${port}`], serverTimeout: LONG }),
  },
};
