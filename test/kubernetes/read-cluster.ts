import { createApiClient } from '../../src/kubernetes/api/client.ts';
import type { RequestLimits } from '../../src/kubernetes/api/phase-timer.ts';
import { readViews } from '../../src/kubernetes/gather/read-views.ts';
import { createViewCollection } from '../../src/kubernetes/gather/view-collection.ts';
import type { ViewName } from '../../src/kubernetes/resources.ts';
import type { ClusterData, GatheredView, ViewProblem } from '../../src/kubernetes/rows/cluster-data.ts';
import { encodePage, iterateRows } from '../../src/kubernetes/rows/pages.ts';
import type { NamespaceScope } from '../../src/kubernetes/scope.ts';
import type { ApiServer } from '../support/api-server.ts';

const PATIENT_LIMITS: RequestLimits = { connect: 10_000, firstByte: 10_000, idle: 10_000, total: 60_000 };

/** Limits that a test can wait for. */
export const HASTY_LIMITS: RequestLimits = { connect: 500, firstByte: 300, idle: 300, total: 3_000 };

export const podObjects = (count: number, namespace = 'shop') =>
  Array.from({ length: count }, (_, n) => ({
    metadata: { name: `web-${n}`, namespace, uid: `uid-${namespace}-${n}`, creationTimestamp: '2026-11-21T10:00:00Z' },
    spec: { containers: [{ name: 'web', image: 'web:1' }] },
    status: { phase: 'Running' },
  }));

export const PODS_PATH = '/api/v1/pods';
export const podLists = (count: number) => ({ [PODS_PATH]: { kind: 'PodList', items: podObjects(count) } });

interface ReadOptions {
  readonly views: readonly ViewName[];
  readonly namespaces?: NamespaceScope;
  readonly signal?: AbortSignal;
  readonly limits?: RequestLimits;
  readonly authorize?: (renew: boolean) => Promise<Record<string, string>>;
}

/** Reads views of a server in this thread. */
export const readServer = async (
  server: Pick<ApiServer, 'url'>,
  options: ReadOptions,
): Promise<ClusterData['views']> => {
  const { views, namespaces = null, signal = new AbortController().signal } = options;
  const client = createApiClient({
    access: {
      server: new URL(server.url),
      tls: {},
      namespace: 'default',
      cluster: null,
      authorize: options.authorize ?? (async () => ({})),
    },
    version: '9.9.9',
    signal,
    limits: options.limits ?? PATIENT_LIMITS,
  });
  const collection = createViewCollection(views);
  const { sink } = collection;
  const encodingSink = {
    ...sink,
    rows: (view: ViewName, list: number, rows: readonly unknown[]) => sink.rows(view, list, encodePage(rows)),
  };
  await readViews(client, { views, namespaces, server: server.url }, encodingSink);
  client.close();
  return collection.end({ status: 'error', reason: 'dependency', message: 'lost' }).views;
};

/** The rows of a view. @throws when it is a problem. */
export const rowsIn = (view: GatheredView | undefined): readonly { ref: { name: string } }[] => {
  if (view === undefined || 'problem' in view) throw new Error(JSON.stringify(view));
  return [...iterateRows(view)] as never;
};

/** The problem of a view. @throws when it has rows. */
export const problemOf = (view: GatheredView | undefined): ViewProblem => {
  if (view === undefined || !('problem' in view)) throw new Error('the view has rows');
  return view.problem;
};
