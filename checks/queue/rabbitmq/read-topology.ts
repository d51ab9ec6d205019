import { ProbeError } from '../../../src/model/errors.ts';
import type { Json } from '../../../src/model/json.ts';
import type { ManagementApi } from './management-api.ts';
import { type ApiRow, isRow, parseBinding, parseExchange, parseQueueRow } from './parse-topology.ts';
import type { Topology } from './topology.ts';

/** What is there in one virtual host; null where there is no such virtual host. */
export type ActualTopology = Topology & {
  /** Names of queues of one connection, which end with it. */
  readonly exclusive: ReadonlySet<string>;
};

const EXCHANGE_COLUMNS = 'name,vhost,type,durable,auto_delete,internal,arguments';
const QUEUE_COLUMNS = 'name,vhost,type,durable,auto_delete,exclusive,arguments';
const BINDING_COLUMNS = 'source,vhost,destination,destination_type,routing_key,arguments';

/** Asks for the exchanges, queues and bindings of a virtual host; null when it does not exist. Throws ProbeError. */
export const readTopology = async (api: ManagementApi, vhost: string): Promise<ActualTopology | null> => {
  const within = encodeURIComponent(vhost);
  const { status, document } = await api.ask(`exchanges/${within}?columns=${EXCHANGE_COLUMNS}`);
  if (status === 404) return null;
  const exchanges = parseRows(document, 'exchanges', (row) => parseExchange(row, vhost));
  const queueRows = await api.fetch(`queues/${within}?disable_stats=true&columns=${QUEUE_COLUMNS}`);
  const bindingRows = await api.fetch(`bindings/${within}?columns=${BINDING_COLUMNS}`);
  return {
    vhosts: [vhost],
    exchanges,
    queues: parseRows(queueRows, 'queues', (row) => parseQueueRow(row, vhost)),
    bindings: parseRows(bindingRows, 'bindings', (row) => parseBinding(row, vhost)),
    exclusive: new Set(
      (queueRows as ApiRow[]).filter(({ exclusive }) => exclusive === true).map(({ name }) => String(name)),
    ),
  };
};

const parseRows = <T>(rows: Json, what: string, parse: (row: ApiRow) => T | undefined): readonly T[] => {
  const parsed = Array.isArray(rows) ? rows.map((row) => (isRow(row) ? parse(row) : undefined)) : [undefined];
  if (parsed.every((one) => one !== undefined)) return parsed;
  throw new ProbeError('protocol', `the list of ${what} has another shape than that of RabbitMQ`);
};
