import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { dateInDays, issueCertificate } from '../test/support/certificates.ts';

const HOST = '127.0.0.1';

/** The services of the demo, on the ports that `examples/kavmon.yaml` names. */
export interface Services {
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

/** Starts the services of the demo, some of them broken on purpose. @throws when one of their ports is in use. */
export const startServices = async (): Promise<Services> => {
  const servers = await Promise.all([
    listen(createServer(shop), 18101),
    listen(
      createTcpServer((socket) => void socket.on('error', () => {})),
      18102,
    ),
    listen(createServer(scorer), 18103),
    listen(login(), 18104),
    listen(createServer(queues), 18106),
    listen(createServer(workers()), 18107),
  ]);
  const database = await startDatabase();
  return {
    env: { ORDERS_DB_URL: `postgres://postgres:postgres@${HOST}:${database.port}/postgres?sslmode=disable` },
    stop: async () => {
      await database.stop();
      for (const server of servers) {
        server.close();
        if ('closeAllConnections' in server) (server as HttpServer).closeAllConnections();
      }
    },
  };
};

const listen = (server: Server, port: number): Promise<Server> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => resolve(server));
  });

const json = (response: ServerResponse, body: unknown): void => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(body));
};

const shop = ({ url }: IncomingMessage, response: ServerResponse): void => {
  if (url === '/health') json(response, { status: 'up' });
  else if (url === '/info') json(response, { version: '2.4.1', licence: { validUntil: dateInDays(12).toISOString() } });
  else response.writeHead(500).end('connection pool exhausted');
};

const scorer = (request: IncomingMessage, response: ServerResponse): void => {
  request.resume().on('end', () => json(response, { prediction: [0.93], model: { version: '3' } }));
};

/** The management API of RabbitMQ, as far as `rabbitmq-queues` asks: a queue that nobody takes messages from. */
const queues = ({ url = '' }: IncomingMessage, response: ServerResponse): void => {
  const queue = { vhost: '/', state: 'running', type: 'quorum', messages_unacknowledged: 0 };
  const items = [
    { ...queue, name: 'invoices', messages: 4211, messages_ready: 4211, consumers: 0 },
    { ...queue, name: 'mails', messages: 3, messages_ready: 3, consumers: 2 },
  ];
  if (url.startsWith('/api/overview')) json(response, { rabbitmq_version: '4.1.0', cluster_name: 'rabbit@demo' });
  else if (url.startsWith('/api/queues')) json(response, { items, page: 1, page_count: 1 });
  else response.writeHead(404).end('{"error":"Object Not Found"}');
};

/** Takes jobs and does those of the worker `quick`, at the third time that it is asked; nobody does those of `gpu`. */
const workers = () => {
  const asked = new Map<string, number>();
  const takeJob = (url: string, response: ServerResponse): void => {
    const job = `${url}/${asked.size + 1}`;
    asked.set(job, 0);
    response.writeHead(202, { location: job }).end();
  };
  const answerState = (url: string, response: ServerResponse): void => {
    asked.set(url, (asked.get(url) ?? 0) + 1);
    const isDone = url.startsWith('/pings/quick/') && asked.get(url) === 3;
    json(response, isDone ? { status: 'COMPLETED', pong_timestamp: new Date().toISOString() } : { status: 'QUEUED' });
  };
  return ({ method, url = '' }: IncomingMessage, response: ServerResponse): void => {
    if (method === 'POST') takeJob(url, response);
    else if (method === 'GET') answerState(url, response);
    else response.writeHead(asked.delete(url) ? 204 : 404).end();
  };
};

const login = (): Server => {
  const { cert, key } = issueCertificate({
    subject: 'login.example',
    names: ['login.example'],
    notAfter: dateInDays(5),
  });
  return createTlsServer({ cert, key }, (socket) => void socket.on('error', () => {}));
};

const startDatabase = async () => {
  const db = await PGlite.create();
  await db.exec("create table orders (id int, state text); insert into orders values (1, 'waiting'), (2, 'sent')");
  const server = new PGLiteSocketServer({ db, port: 0, host: HOST, maxConnections: 4 });
  await server.start();
  const port = Number(server.getServerConn().split(':').at(-1));
  const stop = async (): Promise<void> => {
    await server.stop();
    await db.close();
  };
  return { port, stop };
};
