import type { AccessRun } from './access/access.ts';
import type { ApiClient } from './api/client.ts';
import type { Explainer, LogTarget } from './explainer.ts';
import type { GatherOrder } from './gather/protocol.ts';

/** `explainLimit`: most containers whose logs, and most namespaces of which all events are read. */
type ExplainOrder = Pick<GatherOrder, 'access' | 'version' | 'limits'> & { readonly explainLimit: number };

/** For all events and logs of a run: a log comes from its node, which may be lost. */
const EXPLAIN_TIMEOUT_MS = 10_000;

/** A log may take two requests, for the current run of its container and the one before; most take one. */
const REQUESTS_PER_LOG = 1.25;

/** Explains findings on a live cluster. With the first question it connects, and loads what that needs: most runs have none. */
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
    readEvents: async (namespaces, take) => {
      const { readEvents } = await import('./read-events.ts');
      return readEvents({ connect, take }, namespaces, limit);
    },
    readLogs: async (target) => {
      if (containers.add(containerKey(target)).size > limit) return { missing: `only ${limit} logs are read in a run` };
      if (++logRequests > limit * REQUESTS_PER_LOG) return { missing: 'enough logs were asked for in this run' };
      const { readContainerLog } = await import('./read-container-log.ts');
      return readContainerLog(connect(), target);
    },
    close: () => void client?.then(({ close }) => close()).catch(() => undefined),
  };
};

const containerKey = ({ namespace, pod, container }: LogTarget): string => [namespace, pod, container].join('/');

const openClient = async ({ access, version, limits }: ExplainOrder, run: AccessRun): Promise<ApiClient> => {
  const { signal } = run;
  const { openAccess } = await import('./access/open-access.ts');
  const { createApiClient } = await import('./api/client.ts');
  return createApiClient({ access: await openAccess(access, run), version, signal, ...(limits && { limits }) });
};
