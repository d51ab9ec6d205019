import type { ProbeTargets } from './canaries-of-probes.ts';

const fromVariable = (name: string) => ({ env: name });
const basic = (name: string) => ({ auth: { basic: { username: 'ann', password: fromVariable(name) } } });

const SEEN = { contains: 'not there' } as const;

/** Checks of databases, queues and RPC that all fail, as their servers refuse them and repeat the secret. */
const serverChecks = ({ ports, web }: ProbeTargets) => ({
  'rabbitmq-connection': [
    { name: 'amqp', host: '127.0.0.1', port: ports.amqp, user: 'ann', password: fromVariable('AMQP') },
    { name: 'amqp-url', url: fromVariable('AMQP_URL') },
  ],
  'rabbitmq-health': { name: 'amqp-health', url: `${web.url}/repeat`, ...basic('AMQP_MANAGEMENT') },
  'rabbitmq-queues': { name: 'amqp-queues', url: `${web.url}/repeat`, ...basic('AMQP_MANAGEMENT') },
  'rabbitmq-topology': {
    ...{ name: 'amqp-topology', url: `${web.url}/repeat`, ...basic('AMQP_MANAGEMENT') },
    queues: [{ name: 'invoices' }],
  },
  'kafka-cluster': [
    kafkaCheck('kafka', ports.kafka, 'PLAIN', 'KAFKA'),
    kafkaCheck('kafka-scram', ports.kafka, 'SCRAM-SHA-256', 'KAFKA_SCRAM'),
  ],
  'kafka-topics': {
    ...kafkaCheck('kafka-topics', ports.kafka, 'PLAIN', 'KAFKA'),
    topics: [{ name: 'orders' }],
  },
  'kafka-consumers': { ...kafkaCheck('kafka-groups', ports.kafka, 'PLAIN', 'KAFKA'), groups: ['billing'] },
  'nats-connection': [
    { ...natsCheck('nats-password', ports.nats), user: 'ann', password: fromVariable('NATS_PASSWORD') },
    { ...natsCheck('nats-token', ports.nats), token: fromVariable('NATS_TOKEN') },
    { ...natsCheck('nats-nkey', ports.nats), nkey: fromVariable('NATS_SEED') },
    { ...natsCheck('nats-creds', ports.nats), credentials: fromVariable('NATS_CREDENTIALS') },
    { name: 'nats-url', url: fromVariable('NATS_URL') },
  ],
  'nats-jetstream': { ...natsCheck('nats-streams', ports.nats), token: fromVariable('NATS_TOKEN') },
  'mysql-connection': {
    ...{ name: 'mysql', host: '127.0.0.1', port: ports.mysql },
    ...{ user: 'ann', password: fromVariable('MYSQL') },
  },
  'mongodb-connection': [
    { name: 'mongodb', hosts: [`127.0.0.1:${ports.mongodb}`], user: 'ann', password: fromVariable('MONGODB') },
    { name: 'mongodb-url', url: fromVariable('MONGODB_URL') },
  ],
  'elasticsearch-cluster': { name: 'elastic', url: `${web.url}/repeat`, ...basic('ELASTICSEARCH') },
});

const kafkaCheck = (name: string, port: number, mechanism: string, variable: string) => ({
  ...{ name, bootstrap: [`127.0.0.1:${port}`] },
  sasl: { mechanism, user: 'ann', password: fromVariable(variable) },
});

const natsCheck = (name: string, port: number) => ({ name, host: '127.0.0.1', port });

/** Checks over HTTP: ways to log in, and values that are handed on. */
const httpChecks = ({ ports, web }: ProbeTargets) => ({
  'http-endpoint': [
    {
      ...{ name: 'digest', url: `${web.url}/repeat`, status: 401, ...SEEN },
      auth: { digest: { username: 'ann', password: fromVariable('DIGEST') } },
    },
    { name: 'oauth', url: `${web.url}/echo`, ...SEEN, auth: oauth(`${web.url}/token`, 'CLIENT_SECRET') },
    {
      name: 'oauth-refused',
      url: `${web.url}/echo`,
      auth: oauth(`${web.url}/token/refused`, 'REFUSED_CLIENT', 'post'),
    },
  ],
  'grpc-health': {
    ...{ name: 'grpc', host: '127.0.0.1', port: ports.grpc },
    metadata: { 'x-api-key': fromVariable('GRPC') },
  },
  websocket: [
    {
      ...{ name: 'socket', url: `ws://127.0.0.1:${ports.sockets}/`, ...SEEN },
      ...{ auth: { bearer: fromVariable('SOCKET_TOKEN') }, send: fromVariable('SOCKET_SENT') },
    },
    {
      name: 'socket-oauth',
      url: `ws://127.0.0.1:${ports.sockets}/`,
      ...SEEN,
      auth: oauth(`${web.url}/token`, 'CLIENT_SECRET'),
    },
  ],
  scoring: {
    ...{ name: 'scoring', url: `${web.url}/echo`, body: fromVariable('SCORED') },
    jsonPath: [{ path: '$.body', eq: 'x' }],
  },
  'http-steps': {
    ...{ name: 'steps', baseUrl: web.url, variables: { password: fromVariable('STEP_PASSWORD') } },
    steps: [
      {
        ...{ name: 'log in', url: '/log-in', json: { user: 'ann', password: '${password}' } },
        capture: { token: { jsonPath: '$.token' }, cookie: { cookie: 'session' } },
      },
      {
        ...{ name: 'ask', url: '/echo?token=${token}', headers: { 'x-csrf': '${cookie}' } },
        ...{ auth: { bearer: '${token}' }, body: '${password}', ...SEEN },
      },
    ],
    cleanup: [{ name: 'log out', url: '/repeat?token=${token}', json: { token: '${token}' } }],
  },
  'async-job': {
    ...{ name: 'job', baseUrl: web.url, variables: { password: fromVariable('JOB_PASSWORD') } },
    submit: {
      ...{ url: '/log-in', json: { password: '${password}' } },
      ...{ status: 200, capture: { job: { jsonPath: '$.job' } } },
    },
    poll: { url: '/failing-job?of=${job}&by=${password}', state: '$.status', message: '$.message' },
  },
});

const oauth = (tokenUrl: string, variable: string, clientAuth = 'basic') => ({
  oauth2: { tokenUrl, clientId: 'ann', clientSecret: fromVariable(variable), clientAuth },
});

/** Two services: one check of a name may stand in each. */
export const probeCanaryServices = (targets: ProbeTargets) => ({
  queues: { checks: serverChecks(targets) },
  calls: { checks: httpChecks(targets) },
});
