import { objectKey } from '../../kubernetes/objects/object-key.ts';
import type { ClusterViews } from '../../kubernetes/resources.ts';
import type { ClusterData } from '../../kubernetes/rows/cluster-data.ts';
import { iterateRows, pagesIn } from '../../kubernetes/rows/pages.ts';
import type { NamespaceRow } from '../../kubernetes/views/namespaces.ts';
import type { PodRow } from '../../kubernetes/views/pods.ts';
import type { ReplicaSetRow } from '../../kubernetes/views/replica-sets.ts';
import type { WebhookConfigurationRow } from '../../kubernetes/views/webhooks.ts';
import type { ObjectRef } from '../../model/result.ts';
import type { ServiceNames } from './unknown-hosts.ts';

type Views = ClusterData['views'];
type ListView = 'pods' | 'statefulSets' | 'replicaSets' | 'mutatingWebhooks' | 'namespaces' | 'services';

/** The rows around some pods, of what was read for the checks. */
export interface RowsAroundPods {
  readonly pods: ReadonlyMap<string, PodRow>;
  /** ReplicaSets that have a template: those with pods. */
  readonly replicaSets: readonly ReplicaSetRow[];
  /** The pods of the StatefulSets and DaemonSets that the pods belong to. */
  readonly beside: readonly PodRow[];
  /** The newest revision of each StatefulSet, by its uid. */
  readonly updateRevisions: ReadonlyMap<string, string | undefined>;
  readonly webhooks: readonly WebhookConfigurationRow[];
  readonly namespaces: readonly NamespaceRow[];
  /** Undefined where the Services were not read. */
  readonly services: ServiceNames | undefined;
}

const OWNERS_OF_REVISIONS: ReadonlySet<string> = new Set(['StatefulSet', 'DaemonSet']);

/** Selects the rows around these pods. */
export const rowsAroundPods = (all: Views, refs: readonly ObjectRef[]): RowsAroundPods => {
  const keys = new Set(refs.map(objectKey));
  const views = viewsIn(all, new Set(refs.map(({ namespace = '' }) => namespace)));
  const pods = selectRows(views, 'pods', ({ ref }) => keys.has(objectKey(ref)));
  const sets = new Set(pods.flatMap(({ owner }) => (owner && OWNERS_OF_REVISIONS.has(owner.kind) ? owner.uid : [])));
  const ofSets = sets.size === 0 ? [] : selectRows(views, 'statefulSets', ({ uid }) => sets.has(uid));
  return {
    beside: sets.size === 0 ? [] : selectRows(views, 'pods', ({ owner }) => owner !== undefined && sets.has(owner.uid)),
    updateRevisions: new Map(ofSets.map(({ uid, updateRevision }) => [uid, updateRevision])),
    pods: new Map(pods.map((pod) => [objectKey(pod.ref), pod])),
    replicaSets: selectRows(views, 'replicaSets', ({ template }) => template !== undefined),
    webhooks: selectRows(views, 'mutatingWebhooks', () => true),
    namespaces: selectRows(views, 'namespaces', () => true),
    services: serviceNames(views),
  };
};

/** What belongs to pods of these namespaces is in the same ones. */
const viewsIn = (views: Views, namespaces: ReadonlySet<string>): Views => ({
  ...views,
  ...Object.fromEntries(
    (['pods', 'statefulSets', 'replicaSets'] as const).flatMap((name) => {
      const view = views[name];
      return view === undefined ? [] : [[name, pagesIn(view, namespaces)]];
    }),
  ),
});

/** The pods on the network of their nodes. */
export const hostNetworkPods = (views: Views): readonly PodRow[] =>
  selectRows(views, 'pods', ({ template }) => template.hostNetwork === true);

/** The rows of a view that was read for some check; none where it was not. */
const selectRows = <Name extends ListView>(
  views: Views,
  name: Name,
  isWanted: (row: ClusterViews[Name][number]) => boolean,
): readonly ClusterViews[Name][number][] => {
  const view = views[name];
  const selected: ClusterViews[Name][number][] = [];
  if (view === undefined) return selected;
  for (const row of iterateRows(view) as Iterable<ClusterViews[Name][number]>) if (isWanted(row)) selected.push(row);
  return selected;
};

const serviceNames = (views: Views): ServiceNames | undefined => {
  if (views.services === undefined || 'problem' in views.services) return undefined;
  const rows = selectRows(views, 'services', () => true);
  const byNamespace = Map.groupBy(rows, ({ ref }) => ref.namespace ?? 'default');
  return new Map([...byNamespace].map(([namespace, group]) => [namespace, group.map(({ ref }) => ref.name)]));
};
