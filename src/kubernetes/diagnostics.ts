import type { AccessRun } from './access/access.ts';
import { openAccess } from './access/open-access.ts';
import { type ApiClient, createApiClient } from './api/client.ts';
import { toApiFailure } from './api/failure.ts';
import { readTextBody } from './api/read-json.ts';
import { EXPLAIN_LIMITS, type Explainer, type LogOutcome, type LogTarget, logOutcomeOf } from './explainer.ts';
import type { GatherOrder } from './gather/protocol.ts';
import { readEvents } from './read-events.ts';

/** `explainLimit`: most containers whose logs, and most namespaces of which all events are read. */
type ExplainOrder = Pick<GatherOrder, 'access' | 'version' | 'limits'> & { readonly explainLimit: number };

/** Of one log: its twenty lines may be long. */
const LOG_LIMIT_BYTES = 32 * 1024;

/** For all events and logs of a run: a log comes from its node, which may be lost. */
const EXPLAIN_TIMEOUT_MS = 10_000;

/** A log may take two requests, for the current run of its container and the one before; most take one. */
const REQUESTS_PER_LOG = 1.25;

/** Explains findings on a live cluster. Connects with the first question. */
export const createExplainer = (order: ExplainOrder, run: AccessRun): Explainer => {
  let client: Promise<ApiClient> | undefined;
  const limit = order.explainLimit;
  const containers = new Set<string>();
  let logRequests = 0;
  const connect = () => {
    client ??= openClient(order, {
      ...run,
      signal: AbortSignal.any([run.signal, AbortSignal.timeout(EXPLAIN_TIMEOUT_MS)]),
    });
    return client;
  };
  return {
    limit,
    readEvents: (namespaces, take) => readEvents({ connect, take }, namespaces, limit),
    readLogs: async (target) => {
      if (containers.add(containerKey(target)).size > limit) return { missing: `only ${limit} logs are read in a run` };
      if (++logRequests > limit * REQUESTS_PER_LOG) return { missing: 'enough logs were asked for in this run' };
      return readContainerLog(await connect(), target);
    },
    close: () => void client?.then(({ close }) => close()).catch(() => undefined),
  };
};

const containerKey = ({ namespace, pod, container }: LogTarget): string => [namespace, pod, container].join('/');

const openClient = async ({ access, version, limits }: ExplainOrder, run: AccessRun): Promise<ApiClient> => {
  const { signal } = run;
  return createApiClient({ access: await openAccess(access, run), version, signal, ...(limits && { limits }) });
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
