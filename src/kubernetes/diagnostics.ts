import { counted } from '../text/pluralize.ts';
import { openAccess } from './access/open-access.ts';
import { type ApiClient, createClient } from './api/client.ts';
import { toApiFailure } from './api/failure.ts';
import { readTextBody } from './api/read-json.ts';
import { type EventsOutcome, EXPLAIN_LIMITS, type Explainer, type LogAnswer, type LogTarget } from './explainer.ts';
import { listProblem } from './gather/list-problems.ts';
import type { GatherOrder } from './gather/protocol.ts';
import { readList } from './gather/read-list.ts';
import { pathOf } from './gather/read-views.ts';
import { projectObject, resources } from './resources.ts';
import type { EventRow } from './views/events.ts';

type ExplainOrder = Pick<GatherOrder, 'access' | 'version' | 'limits'>;

/** The API server sends this as a log, with status 200, when the kubelet has none. */
const NO_LOG_PATTERN = /^(unable to retrieve container logs|failed to try resolving symlinks|rpc error: code = )/i;

/** Bytes of a log at most: twenty lines may be long. */
const LOG_LIMIT_BYTES = 32 * 1024;

/** Milliseconds for all of it: a log is asked of a node, which may be as dead as its pods. */
const EXPLAIN_TIMEOUT_MS = 10_000;

/** Explains findings on a live cluster. Nothing is asked before the first question. */
export const createExplainer = (order: ExplainOrder, signal: AbortSignal): Explainer => {
  let opened: Promise<ApiClient> | undefined;
  const logs = new Set<string>();
  let asked = 0;
  const client = () => {
    opened ??= openClient(order, AbortSignal.any([signal, AbortSignal.timeout(EXPLAIN_TIMEOUT_MS)]));
    return opened;
  };
  return {
    readEvents: async (namespaces) => {
      const chosen = namespaces.slice(0, EXPLAIN_LIMITS.namespaces);
      const answers = await Promise.all(chosen.map((namespace) => readNamespaceEvents(client, namespace)));
      const left = namespaces.length - chosen.length;
      const notes = left > 0 ? [`events of ${counted(left, 'more namespace')} were not read`] : [];
      return {
        events: answers.flatMap(({ events }) => events),
        notes: [...notes, ...answers.flatMap((one) => one.notes)],
      };
    },
    readLogs: async (target) => {
      if (logs.add(containerKey(target)).size > EXPLAIN_LIMITS.containers)
        return { missing: `only ${EXPLAIN_LIMITS.containers} logs are read in a run` };
      if (++asked > EXPLAIN_LIMITS.logRequests) return { missing: 'enough logs were asked for in this run' };
      return readContainerLog(await client(), target);
    },
    close: () => void opened?.then((one) => one.close()).catch(() => undefined),
  };
};

const containerKey = ({ namespace, pod, container }: LogTarget): string => [namespace, pod, container].join('/');

const openClient = async ({ access, version, limits }: ExplainOrder, signal: AbortSignal): Promise<ApiClient> =>
  createClient({ access: await openAccess(access, signal), version, signal, ...(limits && { limits }) });

const readNamespaceEvents = async (client: () => Promise<ApiClient>, namespace: string): Promise<EventsOutcome> => {
  const events: EventRow[] = [];
  try {
    await readList(await client(), {
      path: pathOf('events', namespace),
      kind: 'EventList',
      row: (text) => projectObject('events', JSON.parse(text) as object),
      page: (rows) => {
        events.push(...(rows as EventRow[]));
      },
      restart: () => {
        events.length = 0;
      },
    });
    return { events, notes: [] };
  } catch (error) {
    const { message } = listProblem({ resource: resources.events, namespace }, toApiFailure(error));
    return { events: [], notes: [`without events: ${message}`] };
  }
};

/** The last lines of a container's log, or why there are none. Never rejects. */
export const readContainerLog = async (client: ApiClient, target: LogTarget): Promise<LogAnswer> => {
  const { namespace, pod, container, previous } = target;
  const query = new URLSearchParams({
    container,
    previous: String(previous),
    tailLines: String(EXPLAIN_LIMITS.lines),
    limitBytes: String(LOG_LIMIT_BYTES),
  });
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log?${query}`;
  try {
    const text = await client.once(path, readTextBody);
    if (NO_LOG_PATTERN.test(text)) return { missing: text.trim().slice(0, 200) };
    return { lines: text === '' ? [] : text.replace(/\n$/, '').split('\n').slice(-EXPLAIN_LIMITS.lines) };
  } catch (error) {
    return { missing: toApiFailure(error).message };
  }
};
