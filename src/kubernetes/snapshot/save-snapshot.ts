import { openAccess } from '../access/open-access.ts';
import { type Client, createClient } from '../api/client.ts';
import { ApiFailure, asFailure } from '../api/failure.ts';
import { readJson } from '../api/read-json.ts';
import { readLog } from '../diagnostics.ts';
import { listProblem, rootProblem } from '../gather/list-problems.ts';
import type { GatherOrder } from '../gather/protocol.ts';
import { readList } from '../gather/read-list.ts';
import { pathOf, placesOf } from '../gather/read-views.ts';
import type { SnapshotEnd, SnapshotHeader, SnapshotLog, SnapshotRestart } from '../replay/kavmon-snapshot.ts';
import type { ViewName } from '../resources.ts';
import { type Listed, project, resources } from '../resources.ts';
import type { ViewProblem } from '../rows/cluster-data.ts';
import { type Namespaces, scopeProblem } from '../scope.ts';
import { createCrashed } from './crashed-containers.ts';
import { type LineWriter, openWriter } from './line-writer.ts';
import { sanitize } from './sanitize.ts';

export interface SaveRequest extends GatherOrder {
  readonly file: string;
  /** Whether logs of crashed containers are saved. */
  readonly logs: boolean;
  /** Hides what looks like a secret in what controllers and programs say. */
  readonly redact: (text: string) => string;
}

export interface Saved {
  /** Bytes of the file. */
  readonly size: number;
  readonly views: SnapshotEnd['views'];
  readonly logs: number;
  /** Those that were read, the access's own where none was named; null: all. */
  readonly namespaces: readonly string[] | null;
}

/** What is at hand while a snapshot is written. */
interface Saving {
  readonly client: Client;
  readonly writer: LineWriter;
  readonly request: SaveRequest;
  readonly namespaces: Namespaces;
  readonly crashed: ReturnType<typeof createCrashed>;
}

/**
 * Writes the state of a cluster into a packed file: the objects of the views and the events, made safe to give away, and
 * the last lines of logs of crashed containers. What could not be read is recorded with its reason. Never a Secret.
 *
 * @throws {UsageError} when there is no cluster; {@link ApiFailure} when it does not answer; what the file system says.
 */
export const saveSnapshot = async (request: SaveRequest, signal: AbortSignal): Promise<Saved> => {
  const access = await openAccess(request.access, signal);
  const namespaces = request.namespaces === undefined ? [access.namespace] : request.namespaces;
  const { version, limits } = request;
  const client = createClient({ access, version, signal, ...(limits && { limits }) });
  try {
    const header = await headerOf(client, access.server.origin, namespaces);
    const writer = await openWriter(request.file);
    await writer.write([header]);
    const saving = { client, writer, request, namespaces, crashed: createCrashed() };
    const views = await saveLists(saving);
    const logs = request.logs ? await saveLogs(saving) : 0;
    const end: SnapshotEnd = { kind: 'KavmonSnapshotEnd', takenAt: clockOf(client), views };
    await writer.write([end]);
    return { size: await writer.end(), views, logs, namespaces };
  } finally {
    client.close();
  }
};

const headerOf = async (client: Client, server: string, namespaces: Namespaces): Promise<SnapshotHeader> => {
  const version = await client
    .get('/version', readJson<{ gitVersion?: string }>)
    .then(({ gitVersion }) => gitVersion ?? null)
    .catch((error: unknown) => {
      const failure = asFailure(error);
      if (failure.status === 403) return null;
      throw new ApiFailure(failure.kind, rootProblem(server, failure).message, { cause: failure });
    });
  return { kind: 'KavmonSnapshot', version: 1, takenAt: clockOf(client), server: version, namespaces };
};

/** The server's clock, that of the machine when it tells none. */
const clockOf = (client: Client): string => new Date(client.serverTime() ?? Date.now()).toISOString();

/** One kind after another: a snapshot is not in a hurry, and the file has one writer. */
const saveLists = async (saving: Saving): Promise<SnapshotEnd['views']> => {
  const views = saving.request.views.filter((view): view is Exclude<ViewName, 'apiServers'> => view !== 'apiServers');
  const outcomes: [string, SnapshotEnd['views'][string]][] = [];
  for (const name of [...views, 'events'] as const) outcomes.push([name, await saveKind(saving, name)]);
  return Object.fromEntries(outcomes);
};

const saveKind = async (saving: Saving, name: Listed): Promise<SnapshotEnd['views'][string]> => {
  const outside = scopeProblem(name, saving.namespaces);
  if (outside !== undefined) return { problem: outside };
  let count = 0;
  for (const namespace of placesOf(resources[name], saving.namespaces)) {
    const outcome = await saveList(saving, name, namespace);
    if (typeof outcome !== 'number') return { problem: outcome };
    count += outcome;
  }
  return { count };
};

const saveList = async (
  { client, writer, request, crashed }: Saving,
  name: Listed,
  namespace: string | undefined,
): Promise<number | ViewProblem> => {
  const { group, version, kind } = resources[name];
  const head = { apiVersion: group ? `${group}/${version}` : version, kind };
  let count = 0;
  try {
    await readList(client, {
      path: pathOf(name, namespace),
      kind: `${kind}List`,
      row: (text) => {
        const object = JSON.parse(text) as object;
        if (name === 'pods') crashed.look(project(name, object));
        return { ...head, ...(sanitize(object, request.redact) as object) };
      },
      page: async (rows) => {
        count += rows.length;
        await writer.write(rows as readonly object[]);
      },
      restart: async () => {
        count = 0;
        const line: SnapshotRestart = { kind: 'KavmonRestart', view: name, namespace: namespace ?? null };
        await writer.write([line]);
      },
    });
    return count;
  } catch (error) {
    return listProblem({ resource: resources[name], namespace }, asFailure(error));
  }
};

const saveLogs = async ({ client, writer, request, crashed }: Saving): Promise<number> => {
  const logs = await Promise.all(
    crashed.targets().map(async (target): Promise<SnapshotLog[]> => {
      const answer = await readLog(client, target);
      return 'lines' in answer ? [{ kind: 'KavmonLog', ...target, lines: answer.lines.map(request.redact) }] : [];
    }),
  );
  const lines = logs.flat();
  await writer.write(lines);
  return lines.length;
};
