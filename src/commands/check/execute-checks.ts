import type { Registration } from '../../check/check.ts';
import { ignoreWarnings } from '../../findings/ignore.ts';
import type { Result } from '../../model/result.ts';
import { readsCluster } from '../input/cluster-registrations.ts';
import { type ClusterSource, clusterSource } from './cluster-source.ts';
import { createEventSinks, type EventSinks } from './event-sinks.ts';
import { type JudgedResults, NOTHING_JUDGED } from './judged-results.ts';
import { probeServices } from './probe-services.ts';
import type { CheckOutcome } from './report.ts';
import type { RunContext } from './run-context.ts';

/** What an execution reads, and where its events go; default: the cluster of the run, its log and its line of progress. */
interface ExecutionPorts {
  readonly source: ClusterSource;
  readonly sinks: EventSinks;
}

/** Judges the cluster and asks the services, both at once; results come back in the order of the registrations. */
export const executeChecks = async (
  registrations: readonly Registration[],
  run: RunContext,
  { source = clusterSource(run), sinks = createEventSinks(registrations.length, run) }: Partial<ExecutionPorts> = {},
): Promise<CheckOutcome> => {
  const ofCluster = registrations.filter(readsCluster);
  const ofServices = registrations.filter((registration) => !readsCluster(registration));
  const [cluster, services] = await Promise.all([
    judgeObjects(ofCluster, source, sinks, run),
    probeServices(ofServices, sinks, run),
  ]);
  sinks.stop();
  const results = new Map<Registration, Result | undefined>([
    ...ofCluster.map((registration, index) => [registration, cluster.results[index]] as const),
    ...ofServices.map((registration, index) => [registration, services.results[index]] as const),
  ]);
  const used = [...cluster.used, ...services.used];
  return {
    results: registrations.map((registration) => results.get(registration) as Result),
    suppressed: [...cluster.suppressed, ...services.suppressed],
    warnings: [...cluster.warnings, ...ignoreWarnings(run.config.ignores, used, run.startedAt)],
    stuck: cluster.stuck || services.stuck,
    scope: source.scope(),
  };
};

/** What judges is loaded when there is something to judge; its results are final, and logged, all at once. */
const judgeObjects = async (
  registrations: readonly Registration[],
  source: ReturnType<typeof clusterSource>,
  sinks: EventSinks,
  run: RunContext,
): Promise<JudgedResults> => {
  if (registrations.length === 0) return NOTHING_JUDGED;
  const { judgeCluster } = await import('./judge-cluster.ts');
  const { gathered: _, explainer, ...judged } = await judgeCluster(registrations, source, sinks.events, run);
  explainer?.close();
  judged.results.forEach(sinks.logResult);
  return judged;
};
