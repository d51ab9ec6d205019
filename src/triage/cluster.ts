import { type ServiceBackends, serviceBackendsLookup } from '../kubernetes/backends/service-backends.ts';
import { BACKEND_VIEWS, backendWorkloads } from '../kubernetes/backends/workloads.ts';
import type { ClusterViews } from '../kubernetes/resources.ts';
import type { ServiceRow } from '../kubernetes/views/services.ts';

/** What a walk reads, from the outside in. */
export const TRIAGE_VIEWS = [
  ...(['ingresses', 'httpRoutes', 'grpcRoutes', 'services', 'endpointSlices', 'pods'] as const),
  ...BACKEND_VIEWS,
  'nodes',
] as const;
export type TriageView = (typeof TRIAGE_VIEWS)[number];

/** Rows of a cluster as a walk needs them. */
export interface TriageRows {
  /** A view that is absent could not be read. */
  readonly rows: { readonly [Name in TriageView]?: ClusterViews[Name] | undefined };
  /** Why views are absent. */
  readonly unread: { readonly [Name in TriageView]?: string };
  /** The namespaces that were read; null: all. */
  readonly namespaces: readonly string[] | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The same with tables that are made once. */
export interface TriageCluster extends TriageRows {
  readonly backendsOf: (row: ServiceRow) => ServiceBackends;
  /** Why rows of a view in a namespace are not known; undefined when they are. */
  readonly whyUnread: (view: TriageView, namespace: string | undefined) => string | undefined;
}

/** Prepares rows for walks. */
export const triageCluster = (source: TriageRows): TriageCluster => {
  const { rows, unread, namespaces } = source;
  return {
    ...source,
    backendsOf: serviceBackendsLookup({
      endpointSlices: rows.endpointSlices ?? [],
      pods: rows.pods,
      workloads: backendWorkloads(rows),
    }),
    whyUnread: (view, namespace) => {
      if (rows[view] === undefined) return unread[view] ?? `${view} were not read`;
      const isInside = namespaces === null || namespace === undefined || namespaces.includes(namespace);
      return isInside ? undefined : `namespace ${namespace} was not read: it is none of ${namespaces.join(', ')}`;
    },
  };
};
