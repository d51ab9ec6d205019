import { readUnixTime } from '../../process/unix-time.ts';
import type { AccessRun } from '../access/access.ts';
import { openAccess } from '../access/open-access.ts';
import { type ApiClient, createApiClient } from '../api/client.ts';
import { ApiFailure, toApiFailure } from '../api/failure.ts';
import { readJsonBody } from '../api/read-json.ts';
import { readServedGroups, type ServedGroups } from '../gather/discovery.ts';
import { listNamespaces } from '../gather/list-path.ts';
import { apiServerProblem } from '../gather/list-problems.ts';
import type { GatherOrder } from '../gather/protocol.ts';
import { readResource } from '../gather/read-resource.ts';
import { readTlsSecrets } from '../gather/read-tls-secrets.ts';
import { createSecretNames, isSecretNaming, secretNamesProblem } from '../gather/secret-names.ts';
import { readContainerLog } from '../read-container-log.ts';
import type { SnapshotEnd, SnapshotHeader, SnapshotLog, SnapshotRestart } from '../replay/kavmon-snapshot.ts';
import { isListedView, isReadByName, projectObject, type ResourceName, resourceOf } from '../resources.ts';
import type { ViewProblem } from '../rows/cluster-data.ts';
import { type NamespaceScope, scopeProblem } from '../scope.ts';
import { type LineWriter, openLineWriter } from './line-writer.ts';
import { createLogCollector } from './logged-containers.ts';
import { shareObject } from './share-object.ts';

export interface SaveRequest extends GatherOrder {
  readonly file: string;
  /** Whether logs of containers that crashed or hold their pods up are saved. */
  readonly logs: boolean;
  /** Hides secrets in messages and logs. */
  readonly redact: (text: string) => string;
  /** Hides the credentials of the cluster, in every text. */
  readonly hideCredentials: (text: string) => string;
}

export interface SavedSnapshot {
  /** Bytes of the file. */
  readonly size: number;
  readonly views: SnapshotEnd['views'];
  readonly logs: number;
  /** Those that were read: the access's own where none was named. Null: the whole cluster. */
  readonly namespaces: readonly string[] | null;
}

/** What the steps of saving share. */
interface SaveContext {
  readonly client: ApiClient;
  readonly writer: LineWriter;
  readonly request: SaveRequest;
  readonly namespaces: NamespaceScope;
  readonly logged: ReturnType<typeof createLogCollector>;
  readonly served: ServedGroups;
  readonly secretNames: ReturnType<typeof createSecretNames>;
}

/**
 * Saves a cluster into a gzip file that may be shared: the sanitized objects of the views, the events, and the last lines of
 * logs of containers that crashed or hold their pods up. A list that cannot be read is recorded with its problem. Secrets
 * are read for the view `tlsSecrets` only, and what is saved of them are facts of their certificates.
 *
 * @throws {UsageError} when there is no cluster; {@link ApiFailure} when it does not answer; what the file system says.
 */
export const saveSnapshot = async (request: SaveRequest, run: AccessRun): Promise<SavedSnapshot> => {
  const access = await openAccess(request.access, run);
  const { signal } = run;
  const namespaces = request.namespaces === undefined ? [access.namespace] : request.namespaces;
  const { version, limits } = request;
  const client = createApiClient({ access, version, signal, ...(limits && { limits }) });
  try {
    const header = await readHeader(client, access.server.origin, namespaces);
    const writer = await openLineWriter(request.file, { hide: request.hideCredentials, signal });
    await writer.write([header]);
    const served = await readServedGroups(client);
    const saving = {
      client,
      writer,
      request,
      namespaces,
      logged: createLogCollector(),
      served,
      secretNames: createSecretNames(),
    };
    const views = await saveLists(saving);
    const logs = request.logs ? await saveLogs(saving) : 0;
    const end: SnapshotEnd = { kind: 'KavmonSnapshotEnd', takenAt: formatServerTime(client), views };
    await writer.write([end]);
    return { size: await writer.end(), views, logs, namespaces };
  } finally {
    client.close();
  }
};

const readHeader = async (client: ApiClient, server: string, namespaces: NamespaceScope): Promise<SnapshotHeader> => {
  const version = await client
    .get('/version', readJsonBody<{ gitVersion?: string }>)
    .then(({ gitVersion }) => gitVersion ?? null)
    .catch((error: unknown) => {
      const failure = toApiFailure(error);
      if (failure.status === 403) return null;
      throw new ApiFailure(failure.kind, apiServerProblem(server, failure).message, { cause: failure });
    });
  return { kind: 'KavmonSnapshot', version: 1, takenAt: formatServerTime(client), server: version, namespaces };
};

/** The time by the server's clock, or else the machine's (ISO 8601). */
const formatServerTime = (client: ApiClient): string => new Date(client.serverTime() ?? readUnixTime()).toISOString();

/** One resource after another, since the file has one writer. */
const saveLists = async (saving: SaveContext): Promise<SnapshotEnd['views']> => {
  const views = saving.request.views.filter(isListedView);
  const lists = [...views.filter((view) => !isReadByName(view)), 'events'] as const;
  const outcomes: Record<string, SnapshotEnd['views'][string]> = {};
  for (const name of lists) outcomes[name] = await saveResource(saving, name);
  return views.includes('tlsSecrets') ? { ...outcomes, tlsSecrets: await saveTlsSecrets(saving, outcomes) } : outcomes;
};

/** After the views that name the Secrets. */
const saveTlsSecrets = async (
  { client, writer, request, namespaces, secretNames }: SaveContext,
  outcomes: SnapshotEnd['views'],
): Promise<SnapshotEnd['views'][string]> => {
  const problems = Object.entries(outcomes).map(
    ([name, outcome]) => [name, ['problem' in outcome ? outcome.problem : undefined]] as const,
  );
  const secrets =
    secretNamesProblem(new Map(problems)) ?? (await readTlsSecrets(client, secretNames.all(), namespaces));
  if ('status' in secrets) return { problem: secrets };
  await writer.write(
    secrets.map((secret) => shareObject('tlsSecrets', secret, { version: 'v1', redact: request.redact })),
  );
  return { count: secrets.length };
};

const saveResource = async (saving: SaveContext, name: ResourceName): Promise<SnapshotEnd['views'][string]> => {
  const skipped = scopeProblem(name, saving.namespaces);
  if (skipped !== undefined) return { problem: skipped };
  let count = 0;
  for (const namespace of listNamespaces(resourceOf(name), saving.namespaces)) {
    const outcome = await saveList(saving, name, namespace);
    if (typeof outcome !== 'number') return { problem: outcome };
    count += outcome;
  }
  return { count };
};

const saveList = async (
  { client, writer, request, logged, served, secretNames }: SaveContext,
  name: ResourceName,
  namespace: string | undefined,
): Promise<number | ViewProblem> => {
  let count = 0;
  const problem = await readResource(
    client,
    { name, namespace, served, form: 'whole' },
    {
      row: (object, version) => {
        if (name === 'pods') logged.add(projectObject(name, object));
        if (isSecretNaming(name)) secretNames.add(name, [projectObject(name, object)]);
        return shareObject(name, object, { version, redact: request.redact });
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
    },
  );
  return problem ?? count;
};

const saveLogs = async ({ client, writer, request, logged }: SaveContext): Promise<number> => {
  const logs = await Promise.all(
    logged.targets().map(async (target): Promise<SnapshotLog[]> => {
      const answer = await readContainerLog(client, target);
      return 'lines' in answer ? [{ kind: 'KavmonLog', ...target, lines: answer.lines.map(request.redact) }] : [];
    }),
  );
  const lines = logs.flat();
  await writer.write(lines);
  return lines.length;
};
