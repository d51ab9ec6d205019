import { type HttpServer, startHttpServer } from './http.ts';
import { answerJson } from './http-routes.ts';

/** An answer of the management API by the path behind `/api/`, without its query: a document, or a status and a document. */
export type ScriptedApi = Readonly<
  Record<string, object | readonly [status: number, document: object] | ((query: URLSearchParams) => object)>
>;

export const RABBIT_OVERVIEW = { rabbitmq_version: '3.12.1', cluster_name: 'rabbit@lab', node: 'rabbit@a' };

/** The management API of RabbitMQ with the answers of the test: health checks are ok and there is nothing else, unless it says so. */
export const startRabbitApi = (answers: ScriptedApi = {}): Promise<HttpServer> => {
  const table: ScriptedApi = { overview: RABBIT_OVERVIEW, ...answers };
  return startHttpServer({
    routes: {
      api: ({ response, rest, query }) => {
        const path = rest.map(decodeURIComponent).join('/');
        const usual = path.startsWith('health/checks/') ? { status: 'ok' } : undefined;
        const found = table[path] ?? usual ?? ([404, { error: 'Object Not Found', reason: 'Not Found' }] as const);
        const answer = typeof found === 'function' ? found(query) : found;
        const [status, document] = isWithStatus(answer) ? answer : [200, answer];
        answerJson(response, document, status);
      },
    },
  });
};

const isWithStatus = (answer: object): answer is readonly [number, object] =>
  Array.isArray(answer) && answer.length === 2 && typeof answer[0] === 'number';

/** A node as `/api/nodes` lists it. */
export const rabbitNode = (name: string, fields: object = {}): object => ({
  ...{ name, running: true, partitions: [], mem_used: 50, mem_limit: 100, disk_free: 10_000_000_000 },
  ...{ fd_used: 10, fd_total: 100, sockets_used: 1, sockets_total: 100, proc_used: 5, proc_total: 100 },
  ...fields,
});

/** A queue as `/api/queues` lists it. */
export const rabbitQueue = (name: string, fields: object = {}): object => ({
  ...{ name, vhost: '/', state: 'running', type: 'classic', exclusive: false, consumers: 1 },
  ...{ messages: 0, messages_ready: 0, messages_unacknowledged: 0, head_message_timestamp: null },
  ...fields,
});

/** Pages of a list of queues, as the API divides them. */
export const pagesOf =
  (queues: readonly object[]) =>
  (query: URLSearchParams): object => {
    const [page, size] = [Number(query.get('page')), Number(query.get('page_size'))];
    const pages = Math.max(1, Math.ceil(queues.length / size));
    if (page > pages) return [400, { error: 'page_out_of_range', reason: 'Page out of range' }];
    return { items: queues.slice((page - 1) * size, page * size), page, page_count: pages, page_size: size };
  };
