import { selectByFilters } from '../../config/select.ts';
import type { Explainer } from '../../kubernetes/explainer.ts';
import type { ViewName } from '../../kubernetes/resources.ts';
import type { LoadedViews } from '../../kubernetes/rows/cluster-data.ts';
import { loadViews } from '../../kubernetes/rows/pages.ts';
import type { Result } from '../../model/result.ts';
import type { RunEvents } from '../../run/plan.ts';
import { clusterSource } from '../check/cluster-source.ts';
import { silentSinks } from '../check/event-sinks.ts';
import { judgeCluster } from '../check/judge-cluster.ts';
import type { ClusterScope } from '../check/report.ts';
import { readsCluster } from '../input/cluster-registrations.ts';
import type { InspectionRun } from './open-inspection.ts';

/** A cluster that was read and judged, with the rows that its findings are about. */
export interface InspectedCluster {
  /** The views that were asked for: rows, or why there are none. */
  readonly views: LoadedViews;
  /** Of every cluster check that is on: findings are explained, and linked to their causes. */
  readonly results: readonly Result[];
  /** The time to judge by, in milliseconds since the epoch: of the API server, or of the snapshot. */
  readonly now: number;
  readonly scope: ClusterScope;
  readonly warnings: readonly string[];
  /** Reads further events and logs; absent when the cluster was not read. Whoever inspected closes it. */
  readonly explainer?: Explainer;
  /** A thread is left that cannot be ended. */
  readonly stuck: boolean;
}

/**
 * Reads a cluster, live or saved, once: these views beside those of the cluster checks, and judges it as `kavmon check`
 * does. A view that could not be read is a problem in its place; results of checks that a deadline ended say so.
 * @throws {UsageError} when flags name a cluster that cannot be used.
 */
export const inspectCluster = async (run: InspectionRun, views: readonly ViewName[]): Promise<InspectedCluster> => {
  const registrations = selectByFilters(run.config.registrations, EVERYTHING, run.config).filter(
    (registration) => readsCluster(registration) && registration.probes.length === 0,
  );
  const source = clusterSource(run);
  const warned: string[] = [];
  const events: RunEvents = { ...silentSinks(run).events, warning: (message) => warned.push(message) };
  const { gathered, results, warnings, explainer, stuck } = await judgeCluster(
    registrations,
    source,
    events,
    run,
    views,
  );
  const wanted = Object.entries(gathered.views).filter(([name]) => views.includes(name as ViewName));
  return {
    views: await loadViews(Object.fromEntries(wanted)),
    results,
    now: gathered.now,
    scope: source.scope(),
    warnings: [...warnings, ...warned],
    ...(explainer === undefined ? {} : { explainer }),
    stuck,
  };
};

const EVERYTHING = { group: [], name: [], service: [] };
