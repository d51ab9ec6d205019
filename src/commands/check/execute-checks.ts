import type { Registration } from '../../check/check.ts';
import type { Config } from '../../config/load.ts';
import { ignoreWarnings } from '../../findings/ignore.ts';
import { eventsOf } from '../../log/events.ts';
import type { Log } from '../../log/log.ts';
import type { Result } from '../../model/result.ts';
import { createProgress } from '../../report/output/progress.ts';
import type { RunEvents } from '../../run/plan.ts';
import type { EarlyStart } from '../../startup/prewarm.ts';
import { keepHeapSmall, optimizeCode } from '../../startup/v8-flags.ts';
import type { RunIo } from '../program/io.ts';
import { clusterReader } from './cluster-source.ts';
import type { CheckFlags } from './flags.ts';
import type { Judged, Judging } from './judge-cluster.ts';
import { probeServices } from './probe-services.ts';
import type { Outcome } from './run-report.ts';

export interface CarryingOut {
  readonly flags: CheckFlags;
  readonly config: Config;
  readonly io: RunIo;
  readonly log: Log;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Progress is shown. */
  readonly isWatched: boolean;
  readonly early: EarlyStart;
}

export interface CarriedOut extends Outcome {
  readonly stuck: boolean;
  /** What the read told of where it looked. */
  readonly scope: { readonly cluster: string | null; readonly namespaces: readonly string[] | null };
}

/** Judges the cluster and asks the services, both at once; results come back in the order of the registrations. */
export const carryOut = async (registrations: readonly Registration[], means: CarryingOut): Promise<CarriedOut> => {
  const { flags, config, io, startedAt } = means;
  const { runTimeout: limit = 0 } = flags;
  const ofCluster = registrations.filter(restsOnViews);
  const ofServices = registrations.filter((registration) => !restsOnViews(registration));
  const isJudging = ofCluster.length > 0;
  if (isJudging) optimizeCode(true);
  // By then its threads have loaded their code.
  const begun = (): void => {
    if (isJudging) keepHeapSmall();
  };
  const { events, tell, stop } = tellers(registrations.length, begun, means);
  const limits = {
    signal: io.interrupt,
    workers: flags.numWorkers,
    ignores: config.ignores,
    events,
    timeLeft: () => (limit === 0 ? null : Math.max(0, startedAt + limit - Date.now())),
  };
  const unusable = flags.cronjob ? ({ message }: Error) => means.log.error(message) : undefined;
  const access = { env: io.env, signal: io.interrupt, timeLeft: limits.timeLeft, unusable };
  const reader = clusterReader(flags, config, access);
  const options = { ...limits, read: reader.read, annotations: flags.ignoreAnnotations, logs: flags.podLogs };
  const [cluster, services] = await Promise.all([
    judged(ofCluster, options, tell),
    probeServices(ofServices, {
      ...limits,
      tell,
      isSnapshot: flags.snapshot !== undefined,
      early: means.early.thread(),
    }),
  ]);
  stop();
  const results = new Map([
    ...ofCluster.map((registration, index) => [registration, cluster.results[index]] as const),
    ...ofServices.map((registration, index) => [registration, services.results[index]] as const),
  ]);
  return {
    results: registrations.map((registration) => results.get(registration) as Result),
    suppressed: [...cluster.suppressed, ...services.suppressed],
    warnings: [...cluster.warnings, ...ignoreWarnings(config.ignores, [...cluster.used, ...services.used], startedAt)],
    stuck: cluster.stuck || services.stuck,
    scope: reader.scope(),
  };
};

/** Told of like the services; what judges is loaded when there is something to judge. */
const judged = async (
  registrations: readonly Registration[],
  judging: Judging,
  tell: (result: Result) => void,
): Promise<Judged> => {
  if (registrations.length === 0) return { results: [], suppressed: [], used: [], warnings: [], stuck: false };
  const { judgeCluster } = await import('./judge-cluster.ts');
  const settled = await judgeCluster(registrations, judging);
  settled.results.forEach(tell);
  return settled;
};

const restsOnViews = ({ views, wantedViews }: Registration): boolean => views.length + wantedViews.length > 0;

/** Who is told what happens: the log, and the line of progress; `begun` when the first check starts. */
const tellers = (total: number, begun: () => void, { io, log, isWatched }: CarryingOut) => {
  let started = 0;
  const toLog = eventsOf(log);
  const progress = createProgress(isWatched ? io.terminal : { ...io.terminal, isTTY: false }, total);
  const events: RunEvents = {
    started: (registration) => {
      started += 1;
      if (started === 1) begun();
      toLog.started(registration);
      progress.started(registration.name);
    },
    finished: ({ name, healthy }) => progress.finished(name, healthy),
    warning: (message, fields) => progress.above(() => log.warning(message, fields)),
  };
  return { events, tell: (result: Result) => toLog.finished(result), stop: progress.stop };
};
