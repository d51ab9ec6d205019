import type { ApiClient } from './api/client.ts';
import { toApiFailure } from './api/failure.ts';
import { readTextBody } from './api/read-json.ts';
import { EXPLAIN_LIMITS, type LogOutcome, type LogTarget, logOutcomeOf } from './explainer.ts';

/** Its twenty lines may be long. */
const LOG_LIMIT_BYTES = 32 * 1024;

/** Reads the last lines of a container's log, or why there are none. Never rejects, not even where the client does. */
export const readContainerLog = async (
  client: ApiClient | Promise<ApiClient>,
  target: LogTarget,
): Promise<LogOutcome> => {
  const { namespace, pod, container, previous } = target;
  const query = new URLSearchParams({
    container,
    previous: String(previous),
    tailLines: String(EXPLAIN_LIMITS.lines),
    limitBytes: String(LOG_LIMIT_BYTES),
  });
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log?${query}`;
  try {
    const { once } = await client;
    const text = await once(path, readTextBody);
    return logOutcomeOf(text === '' ? [] : text.replace(/\n$/, '').split('\n'));
  } catch (error) {
    return { missing: toApiFailure(error).message };
  }
};
