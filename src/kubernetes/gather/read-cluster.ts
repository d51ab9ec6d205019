import { readUnixTime } from '../../process/unix-time.ts';
import { openAccess } from '../access/open-access.ts';
import { createApiClient } from '../api/client.ts';
import { clockWarning } from './clock-offset.ts';
import type { GatherOrder, OpenedCluster, ReadSummary } from './protocol.ts';
import { readViews } from './read-views.ts';
import type { RowSink } from './sink.ts';

/**
 * Opens the access and reads the views into the sink.
 *
 * @throws {UsageError} when there is no cluster to read.
 */
export const readCluster = async (
  order: GatherOrder,
  sink: RowSink & { opened(cluster: OpenedCluster): void; secret(value: string): void },
  signal: AbortSignal,
): Promise<ReadSummary> => {
  const access = await openAccess(order.access, { signal, onSecret: sink.secret });
  const namespaces = order.namespaces === undefined ? [access.namespace] : order.namespaces;
  const server = access.server.origin;
  sink.opened({ server, cluster: access.cluster, namespaces });
  const { version, limits } = order;
  const client = createApiClient({ access, version, signal, ...(limits && { limits }) });
  try {
    const serverVersion = await readViews(client, { views: order.views, namespaces, server }, sink);
    const serverTime = client.serverTime() ?? null;
    const warning = serverTime === null ? undefined : clockWarning(serverTime, readUnixTime());
    const counts = { ...client.counts };
    return { serverTime, serverVersion, counts, ...(warning === undefined ? {} : { clockWarning: warning }) };
  } finally {
    client.close();
  }
};
