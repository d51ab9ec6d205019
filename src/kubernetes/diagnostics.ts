import { pluralize } from '../text/pluralize.ts';
import { openAccess } from './access/open-access.ts';
import { type ApiClient, createApiClient } from './api/client.ts';
import { toApiFailure } from './api/failure.ts';
import { readTextBody } from './api/read-json.ts';
import {
  type EventsOutcome,
  EXPLAIN_LIMITS,
  type Explainer,
  type LogOutcome,
  type LogTarget,
  logOutcomeOf,
} from './explainer.ts';
import { listPath } from './gather/list-path.ts';
import { listProblem } from './gather/list-problems.ts';
import type { GatherOrder } from './gather/protocol.ts';
import { readList } from './gather/read-list.ts';
import { projectObject, resourceTable } from './resources.ts';
import type { EventRow } from './views/events.ts';

type ExplainOrder = Pick<GatherOrder, 'access' | 'version' | 'limits'>;

/** Of one log: its twenty lines may be long. */
const LOG_LIMIT_BYTES = 32 * 1024;

/** For all events and logs of a run: a log comes from its node, which may be lost. */
const EXPLAIN_TIMEOUT_MS = 10_000;

/** Explains findings on a live cluster. Connects with the first question. */
export const createExplainer = (order: ExplainOrder, signal: AbortSignal): Explainer => {
  let client: Promise<ApiClient> | undefined;
  const containers = new Set<string>();
  let logRequests = 0;
  const connect = () => {
    client ??= openClient(order, AbortSignal.any([signal, AbortSignal.timeout(EXPLAIN_TIMEOUT_MS)]));
    return client;
  };
  return {
    readEvents: async (namespaces) => {
      const chosen = namespaces.slice(0, EXPLAIN_LIMITS.namespaces);
      const answers = await Promise.all(chosen.map((namespace) => readNamespaceEvents(connect, namespace)));
      const left = namespaces.length - chosen.length;
      const notes = left > 0 ? [`events of ${pluralize(left, 'more namespace')} were not read`] : [];
      return {
        events: answers.flatMap(({ events }) => events),
        notes: [...notes, ...answers.flatMap((answer) => answer.notes)],
      };
    },
    readLogs: async (target) => {
      if (containers.add(containerKey(target)).size > EXPLAIN_LIMITS.containers)
        return { missing: `only ${EXPLAIN_LIMITS.containers} logs are read in a run` };
      if (++logRequests > EXPLAIN_LIMITS.logRequests) return { missing: 'enough logs were asked for in this run' };
      return readContainerLog(await connect(), target);
    },
    close: () => void client?.then(({ close }) => close()).catch(() => undefined),
  };
};

const containerKey = ({ namespace, pod, container }: LogTarget): string => [namespace, pod, container].join('/');

const openClient = async ({ access, version, limits }: ExplainOrder, signal: AbortSignal): Promise<ApiClient> =>
  createApiClient({ access: await openAccess(access, signal), version, signal, ...(limits && { limits }) });

const readNamespaceEvents = async (connect: () => Promise<ApiClient>, namespace: string): Promise<EventsOutcome> => {
  const events: EventRow[] = [];
  try {
    await readList(await connect(), {
      path: listPath('events', namespace),
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
    const { message } = listProblem({ resource: resourceTable.events, namespace }, toApiFailure(error));
    return { events: [], notes: [`without events: ${message}`] };
  }
};

/** Reads the last lines of a container's log, or why there are none. Never rejects. */
export const readContainerLog = async (client: ApiClient, target: LogTarget): Promise<LogOutcome> => {
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
    return logOutcomeOf(text === '' ? [] : text.replace(/\n$/, '').split('\n'));
  } catch (error) {
    return { missing: toApiFailure(error).message };
  }
};
