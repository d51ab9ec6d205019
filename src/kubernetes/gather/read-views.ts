import type { ApiClient } from '../api/client.ts';
import { ApiFailure, toApiFailure } from '../api/failure.ts';
import { readJsonBody } from '../api/read-json.ts';
import type { ViewName } from '../resources.ts';
import { isCustomResource, isListedView, isReadByName, type ListedViewName, projectObject } from '../resources.ts';
import type { ViewProblem } from '../rows/cluster-data.ts';
import type { NamespaceScope } from '../scope.ts';
import { projectApiServer } from '../views/api-servers.ts';
import { reportDeniedLists } from './denied-lists.ts';
import { readServedGroups } from './discovery.ts';
import { queryNamespaces, unseenNamespaceProblem } from './existence.ts';
import { apiServerProblem } from './list-problems.ts';
import { type ListProblems, readLists } from './read-lists.ts';
import { readTlsSecrets } from './read-tls-secrets.ts';
import { createSecretNames, recordSecretNames, secretNamesProblem } from './secret-names.ts';
import type { RowSink } from './sink.ts';

export interface ReadViewsRequest {
  readonly views: readonly ViewName[];
  readonly namespaces: NamespaceScope;
  /** For messages. */
  readonly server: string;
}

/**
 * Reads the views into the sink, each once, and returns the server's version, if it may be known. A list that cannot be read
 * becomes a problem of its view; an API server that does not answer becomes the same problem of all views. Never rejects.
 */
export const readViews = async (
  client: ApiClient,
  request: ReadViewsRequest,
  sink: RowSink,
): Promise<string | null> => {
  const { views, namespaces, server } = request;
  const failAll = (problem: ViewProblem): null => {
    for (const view of views) sink.problem(view, problem);
    return null;
  };
  const version = await readServerVersion(client);
  if (version instanceof ApiFailure && version.status !== 403) return failAll(apiServerProblem(server, version));
  const { missing, unknown } = await queryNamespaces(client, namespaces ?? []);
  if (missing) return failAll(missing);
  const coverage: ScopeCoverage = { answered: new Set(), filled: new Set() };
  const lists = views.filter(isListedView).filter((view) => !isReadByName(view));
  const secretNames = createSecretNames();
  const served = lists.some(isCustomResource) ? await readServedGroups(client) : undefined;
  if (views.includes('apiServers')) reportVersion(version, sink);
  const recording = recordSecretNames(recordCoverage(sink, coverage, namespaces), secretNames);
  const problems = await readLists(client, { views: lists, namespaces, served }, recording);
  reportDenied(lists, problems, { namespaces, coverage, unknown, sink });
  if (views.includes('tlsSecrets')) {
    const unnamed = secretNamesProblem(problems);
    reportTlsSecrets(unnamed ?? (await readTlsSecrets(client, secretNames.all(), namespaces)), sink);
  }
  const empty = unknown.find((name) => coverage.answered.has(name) && !coverage.filled.has(name));
  if (empty !== undefined) return failAll(unseenNamespaceProblem(empty));
  return version instanceof ApiFailure ? null : version;
};

interface DeniedReport {
  readonly namespaces: NamespaceScope;
  readonly coverage: ScopeCoverage;
  readonly unknown: readonly string[];
  readonly sink: RowSink;
}

/** Where no list of a namespace is allowed, all views have one problem. */
const reportDenied = (
  lists: readonly ListedViewName[],
  problems: ListProblems,
  { namespaces, coverage, unknown, sink }: DeniedReport,
): void => {
  const denied = (namespaces ?? [undefined]).findIndex((name) => !coverage.answered.has(name));
  if (denied < 0) return;
  const problemsThere = lists.map((view) => problems.get(view)?.[denied]);
  reportDeniedLists(lists, problemsThere, { name: namespaces?.[denied], unknown, sink });
};

/** What is known of each namespace (undefined: the whole cluster). */
interface ScopeCoverage {
  /** Those of which at least one list was allowed. */
  readonly answered: Set<string | undefined>;
  /** Those in which at least one object was found. */
  readonly filled: Set<string | undefined>;
}

/** A sink that records the coverage and passes everything on. */
const recordCoverage = (sink: RowSink, { answered, filled }: ScopeCoverage, namespaces: NamespaceScope): RowSink => ({
  ...sink,
  rows: (view, list, rows) => {
    answered.add(namespaces?.[list]);
    if (rows.length > 0) filled.add(namespaces?.[list]);
    sink.rows(view, list, rows);
  },
});

const reportTlsSecrets = (secrets: readonly object[] | ViewProblem, sink: RowSink): void => {
  if ('status' in secrets) {
    sink.problem('tlsSecrets', secrets);
  } else {
    sink.rows(
      'tlsSecrets',
      0,
      secrets.map((secret) => projectObject('tlsSecrets', secret)),
    );
    sink.done('tlsSecrets');
  }
};

/** Read first: the response has the server's clock, and shows that there is an API server. */
const readServerVersion = async (client: ApiClient): Promise<string | ApiFailure> => {
  try {
    return projectApiServer(await client.get('/version', readJsonBody)).version;
  } catch (error) {
    return toApiFailure(error);
  }
};

const reportVersion = (version: string | ApiFailure, sink: RowSink): void => {
  if (version instanceof ApiFailure) {
    const message = `no permission to get /version: ${version.message}`;
    sink.problem('apiServers', { status: 'error', reason: 'permission', message });
  } else {
    sink.rows('apiServers', 0, [{ version }]);
    sink.done('apiServers');
  }
};
