import { ProbeError } from '../../../src/model/errors.ts';
import type { Json } from '../../../src/model/json.ts';
import type { ManagementApi } from './management-api.ts';

/** A queue of the list. Numbers that it does not have are null: of a queue that is down, or that was declared just now. */
export interface RabbitQueue {
  readonly name: string;
  readonly vhost: string;
  readonly state: string | null;
  readonly type: string;
  /** Whether it belongs to one connection and ends with it. */
  readonly exclusive: boolean;
  readonly messages: number | null;
  readonly ready: number | null;
  readonly unacknowledged: number | null;
  readonly consumers: number | null;
  /** When its first message was published, in seconds since the epoch; null where its publisher or its type does not say. */
  readonly headTimestamp: number | null;
  /** Members of a quorum queue or stream that are online; null of other types. */
  readonly online: number | null;
}

const COLUMNS = [
  ...['name', 'vhost', 'state', 'type', 'exclusive', 'owner_pid_details', 'messages', 'messages_ready'],
  ...['messages_unacknowledged', 'consumers', 'head_message_timestamp', 'idle_since', 'online'],
].join();

/** RabbitMQ's own limit. */
const PAGE_SIZE = 500;
const MAX_PAGES = 60;

/** The queues of a virtual host, or of all that the user may see, page by page. Throws ProbeError, also beyond 30 000 queues. */
export const readQueues = async (api: ManagementApi, vhost: string | undefined): Promise<readonly RabbitQueue[]> => {
  const queues: RabbitQueue[] = [];
  const path = vhost === undefined ? 'queues' : `queues/${encodeURIComponent(vhost)}`;
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const { status, document } = await api.ask(`${path}?page=${page}&page_size=${PAGE_SIZE}&columns=${COLUMNS}`);
    if (status === 404) throw vhostError(vhost);
    // Queues that ended meanwhile may take the last page with them.
    if (status === 400 && page > 1) return queues;
    const { items, pages } = readPage(status, document);
    queues.push(...items.map(parseQueue));
    if (page >= pages) return queues;
  }
  throw new ProbeError('missing_value', `there are more than ${MAX_PAGES * PAGE_SIZE} queues: give vhost`, {
    undecided: true,
  });
};

/** The failure of a virtual host that is not there. */
export const vhostError = (vhost = '/'): ProbeError =>
  new ProbeError('status', `there is no virtual host ${vhost}`, { advice: 'no_vhost' });

type QueueRow = { readonly [name: string]: Json };

/** Before pages came with 3.6, the answer was the whole list. */
const readPage = (status: number, document: Json): { readonly items: readonly QueueRow[]; readonly pages: number } => {
  if (status === 200 && Array.isArray(document)) return { items: document as QueueRow[], pages: 1 };
  const { items, page_count: pages } = (document ?? {}) as QueueRow;
  if (status === 200 && Array.isArray(items) && typeof pages === 'number') return { items: items as QueueRow[], pages };
  throw new ProbeError('protocol', `the list of queues has status ${status} and another shape than that of RabbitMQ`);
};

const parseQueue = (row: QueueRow): RabbitQueue => {
  const number = (name: string): number | null => (typeof row[name] === 'number' ? (row[name] as number) : null);
  return {
    name: String(row.name),
    vhost: String(row.vhost),
    state: readState(row),
    type: typeof row.type === 'string' ? row.type : 'classic',
    exclusive: row.exclusive === true || hasOwner(row.owner_pid_details),
    messages: number('messages'),
    ready: number('messages_ready'),
    unacknowledged: number('messages_unacknowledged'),
    consumers: number('consumers'),
    headTimestamp: number('head_message_timestamp'),
    online: Array.isArray(row.online) ? row.online.length : null,
  };
};

/** Old versions tell of an idle queue only since when it is. */
const readState = ({ state, idle_since: idleSince }: QueueRow): string | null => {
  if (typeof state === 'string') return state;
  return idleSince === undefined ? null : 'idle';
};

const hasOwner = (details: Json | undefined): boolean =>
  details !== null && typeof details === 'object' && Object.keys(details).length > 0;
