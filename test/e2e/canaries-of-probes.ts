import { startAmqpServer } from '../support/amqp-server.ts';
import { startRefusingGrpc } from '../support/grpc.ts';
import { type HttpServer, startHttpServer } from '../support/http.ts';
import { answerJson, type HttpRoute } from '../support/http-routes.ts';
import { kafkaRefusing } from '../support/scripted-kafka.ts';
import { mongodbFault, startScriptedMongodb } from '../support/scripted-mongodb.ts';
import { mysqlDenying } from '../support/scripted-mysql.ts';
import { natsAnswering } from '../support/scripted-nats.ts';
import { startSockets } from '../support/websocket.ts';

/** A secret that names its place, with characters that encodings change. */
const makeCanary = (place: string): string => `${place}/Zq7+kanari=${place.length}`;

/** A seed of a user's NKey. */
const NATS_SEED = 'SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY';
/** As nsc writes a file of credentials; the payload of the token names its place. */
const NATS_JWT = ['eyJ0eXAiOiJKV1QifQ', Buffer.from('{"name":"natscreds"}').toString('base64url'), 'c2lnbmF0dXJl'].join(
  '.',
);

/** Secrets of the probes for databases, queues and RPC, and of ways to log in over HTTP, by their variables. */
export const PROBE_CANARIES = {
  AMQP: makeCanary('amqp'),
  AMQP_MANAGEMENT: makeCanary('amqpmanagement'),
  KAFKA: makeCanary('kafka'),
  KAFKA_SCRAM: makeCanary('kafkascram'),
  NATS_PASSWORD: makeCanary('natspassword'),
  NATS_TOKEN: makeCanary('natstoken'),
  NATS_SEED,
  MYSQL: makeCanary('mysql'),
  MONGODB: makeCanary('mongodb'),
  ELASTICSEARCH: makeCanary('elasticsearch'),
  GRPC: makeCanary('grpc'),
  SOCKET_TOKEN: makeCanary('sockettoken'),
  SOCKET_SENT: makeCanary('socketsent'),
  DIGEST: makeCanary('digest'),
  CLIENT_SECRET: makeCanary('clientsecret'),
  REFUSED_CLIENT: makeCanary('refusedclient'),
  SCORED: makeCanary('scored'),
  STEP_PASSWORD: makeCanary('steppassword'),
  JOB_PASSWORD: makeCanary('jobpassword'),
} as const;

/** Secrets that are a part of a variable, or that servers hand out while the checks run. */
export const LEARNT_CANARIES = {
  NATS_JWT,
  ACCESS_TOKEN: makeCanary('accesstoken'),
  STEP_TOKEN: makeCanary('steptoken'),
  STEP_COOKIE: 'stepcookie-Zq7-kanari',
  JOB_TOKEN: makeCanary('jobtoken'),
} as const;

/** Variables with secrets that stand within a text. */
export const probeCanaryEnvironment = (ports: ProbeTargets['ports']): Readonly<Record<string, string>> => ({
  ...PROBE_CANARIES,
  AMQP_URL: `amqp://ann:${encodeURIComponent(PROBE_CANARIES.AMQP)}@127.0.0.1:${ports.amqp}/`,
  MONGODB_URL: `mongodb://ann:${encodeURIComponent(PROBE_CANARIES.MONGODB)}@127.0.0.1:${ports.mongodb}/`,
  NATS_URL: `nats://${encodeURIComponent(PROBE_CANARIES.NATS_TOKEN)}@127.0.0.1:${ports.nats}`,
  NATS_CREDENTIALS: `-----BEGIN NATS USER JWT-----\n${NATS_JWT}\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n${NATS_SEED}\n------END USER NKEY SEED------\n`,
});

type Ports = Readonly<Record<'amqp' | 'kafka' | 'nats' | 'mysql' | 'mongodb' | 'grpc' | 'sockets', number>>;

/** Servers that refuse everybody, and repeat what they were told. */
export interface ProbeTargets {
  readonly ports: Ports;
  readonly web: HttpServer;
  readonly stop: () => Promise<unknown>;
}

/** Refuses, with all that it was told in its challenge, its headers and its body. */
const repeat: HttpRoute = ({ request, response }) => {
  response.setHeader('www-authenticate', 'Digest realm="lab", nonce="n1", qop="auth", algorithm=MD5');
  response.writeHead(401, { 'content-type': 'application/json' });
  const reason = `who is ${request.headers.authorization}, ${PROBE_CANARIES.DIGEST}?`;
  response.end(JSON.stringify({ reason, error: { type: 'security_exception', reason }, request }));
};

const giveToken: HttpRoute = ({ request, response, rest }) => {
  if (rest[0] === 'refused')
    return answerJson(response, { error: 'invalid_client', error_description: request.body }, 400);
  return answerJson(response, { access_token: LEARNT_CANARIES.ACCESS_TOKEN, token_type: 'Bearer', expires_in: 600 });
};

const logIn: HttpRoute = ({ response }) => {
  response.setHeader('set-cookie', `session=${LEARNT_CANARIES.STEP_COOKIE}; Path=/`);
  response.setHeader('location', '/failing-job');
  return answerJson(response, { token: LEARNT_CANARIES.STEP_TOKEN, job: LEARNT_CANARIES.JOB_TOKEN });
};

const failJob: HttpRoute = ({ request, response }) =>
  answerJson(response, { status: 'failed', message: JSON.stringify(request) });

export const startProbeTargets = async (): Promise<ProbeTargets> => {
  const web = await startHttpServer({
    routes: { repeat, token: giveToken, 'log-in': logIn, 'failing-job': failJob },
  });
  const sockets = await startSockets({
    connected: (socket, headers) => {
      socket.send(`who is ${JSON.stringify(headers)}`);
      socket.on('message', (data) => socket.send(String(data)));
    },
  });
  const servers = {
    amqp: await startAmqpServer({ at: { 'connection.start-ok': 'repeat' } }),
    kafka: await kafkaRefusing((request) => `refused: ${request.toString('latin1').slice(-80)}`),
    nats: await natsAnswering(
      (login, socket) => void socket.end(`-ERR 'Authorization Violation: ${login.trim()}'\r\n`),
    ),
    mysql: await mysqlDenying([1045, `Access denied for ann with ${PROBE_CANARIES.MYSQL}`]),
    mongodb: await startScriptedMongodb({
      replies: { saslStart: mongodbFault(18, `Authentication failed with ${PROBE_CANARIES.MONGODB}`) },
    }),
    grpc: await startRefusingGrpc('UNAUTHENTICATED', `who is ${PROBE_CANARIES.GRPC}?`),
    sockets,
  };
  const ports = Object.fromEntries(Object.entries(servers).map(([name, { port }]) => [name, port])) as Ports;
  return { ports, web, stop: () => Promise.all([web, ...Object.values(servers)].map(({ stop }) => stop())) };
};
