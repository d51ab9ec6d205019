import { counted } from '../text/pluralize.ts';
import { openAccess } from './access/open-access.ts';
import { type Client, createClient } from './api/client.ts';
import { asFailure } from './api/failure.ts';
import { readText } from './api/read-json.ts';
import { type EventsAnswer, EXPLAIN_LIMITS, type Explainer, type LogAnswer, type LogTarget } from './explainer.ts';
import { listProblem } from './gather/list-problems.ts';
import type { GatherOrder } from './gather/protocol.ts';
import { readList } from './gather/read-list.ts';
import { pathOf } from './gather/read-views.ts';
import { project, resources } from './resources.ts';
import type { EventRow } from './views/events.ts';

type Order = Pick<GatherOrder, 'access' | 'version' | 'limits'>;

/** The API server sends this as a log, with status 200, when the kubelet has none. */
const NO_LOG = /^(unable to retrieve container logs|failed to try resolving symlinks|rpc error: code = )/i;

/** Bytes of a log at most: twenty lines may be long. */
const LOG_BYTES = 32 * 1024;

/** Milliseconds for all of it: a log is asked of a node, which may be as dead as its pods. */
const EXPLAIN_MS = 10_000;

/** Explains findings on a live cluster. Nothing is asked before the first question. */
export const createExplainer = (order: Order, signal: AbortSignal): Explainer => {
  let opened: Promise<Client> | undefined;
  const logs = new Set<string>();
  let asked = 0;
  const client = () => {
    opened ??= open(order, AbortSignal.any([signal, AbortSignal.timeout(EXPLAIN_MS)]));
    return opened;
  };
  return {
    readEvents: async (namespaces) => {
      const chosen = namespaces.slice(0, EXPLAIN_LIMITS.namespaces);
      const answers = await Promise.all(chosen.map((namespace) => readEvents(client, namespace)));
      const left = namespaces.length - chosen.length;
      const notes = left > 0 ? [`events of ${counted(left, 'more namespace')} were not read`] : [];
      return {
        events: answers.flatMap(({ events }) => events),
        notes: [...notes, ...answers.flatMap((one) => one.notes)],
      };
    },
    readLogs: async (target) => {
      if (logs.add(containerOf(target)).size > EXPLAIN_LIMITS.containers)
        return { missing: `only ${EXPLAIN_LIMITS.containers} logs are read in a run` };
      if (++asked > EXPLAIN_LIMITS.logRequests) return { missing: 'enough logs were asked for in this run' };
      return readLog(await client(), target);
    },
    close: () => void opened?.then((one) => one.close()).catch(() => undefined),
  };
};

const containerOf = ({ namespace, pod, container }: LogTarget): string => [namespace, pod, container].join('/');

const open = async ({ access, version, limits }: Order, signal: AbortSignal): Promise<Client> =>
  createClient({ access: await openAccess(access, signal), version, signal, ...(limits && { limits }) });

const readEvents = async (client: () => Promise<Client>, namespace: string): Promise<EventsAnswer> => {
  const events: EventRow[] = [];
  try {
    await readList(await client(), {
      path: pathOf('events', namespace),
      kind: 'EventList',
      row: (text) => project('events', JSON.parse(text) as object),
      page: (rows) => {
        events.push(...(rows as EventRow[]));
      },
      restart: () => {
        events.length = 0;
      },
    });
    return { events, notes: [] };
  } catch (error) {
    const { message } = listProblem({ resource: resources.events, namespace }, asFailure(error));
    return { events: [], notes: [`without events: ${message}`] };
  }
};

/** The last lines of a container's log, or why there are none. Never rejects. */
export const readLog = async (client: Client, target: LogTarget): Promise<LogAnswer> => {
  const { namespace, pod, container, previous } = target;
  const query = new URLSearchParams({
    container,
    previous: String(previous),
    tailLines: String(EXPLAIN_LIMITS.lines),
    limitBytes: String(LOG_BYTES),
  });
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log?${query}`;
  try {
    const text = await client.once(path, readText);
    if (NO_LOG.test(text)) return { missing: text.trim().slice(0, 200) };
    return { lines: text === '' ? [] : text.replace(/\n$/, '').split('\n').slice(-EXPLAIN_LIMITS.lines) };
  } catch (error) {
    return { missing: asFailure(error).message };
  }
};
