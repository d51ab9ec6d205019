import type { Explainer } from '../../kubernetes/explainer.ts';
import type { ReadingThread } from '../../kubernetes/gather/protocol.ts';
import type { ViewName } from '../../kubernetes/resources.ts';
import type { ClusterData, ViewProblem } from '../../kubernetes/rows/cluster-data.ts';
import { UsageError } from '../../model/errors.ts';
import { readUnixTime } from '../../process/unix-time.ts';
import { unlessEnded } from '../../process/unless-ended.ts';
import { kavmonVersion } from '../../process/version.ts';
import { formatDuration } from '../../text/duration-text.ts';
import { namespacesOf } from '../input/namespaces.ts';
import { type ClusterScope, NOWHERE } from './report.ts';
import type { ClusterRun } from './run-context.ts';

/** What was read of a cluster, and what can be asked of it afterwards. */
export interface ClusterReading {
  readonly gathered: ClusterData;
  readonly explainer?: Explainer;
  /** For the report. */
  readonly warnings?: readonly string[];
  /** The thread that read it cannot be ended. */
  readonly stuck?: boolean;
}

/** A cluster, saved or live. */
export interface ClusterSource {
  /** Reads these views, once, a live cluster in the thread; asked for none it reads nothing. */
  readonly read: (views: readonly ViewName[], thread: ReadingThread) => Promise<ClusterReading>;
  /** Where it looked; more is known after the read. */
  readonly scope: () => ClusterScope;
}

/** Limit of the whole read, in milliseconds, when the run has none. */
const READ_TIMEOUT_MS = 120_000;

/** Share of what is left of the run that the read may take: the rest is for judging what was read. */
const READ_SHARE = 0.8;

/** The cluster that flags and configuration name. */
export const clusterSource = (run: ClusterRun): ClusterSource => {
  const { flags, config, io, identity, redactor, clock } = run;
  const namespaces = namespacesOf(flags, config);
  const readLimitMs = () => Math.min(READ_TIMEOUT_MS, Math.floor((clock.timeLeftMs() ?? READ_TIMEOUT_MS) * READ_SHARE));
  let scope: ClusterScope = { ...NOWHERE, cluster: config.cluster, namespaces: namespaces ?? null };

  const readLive = async (views: readonly ViewName[], thread: ReadingThread): Promise<ClusterReading> => {
    const { gatherCluster } = await import('../../kubernetes/gather/gather.ts');
    const access = { env: { ...io.env }, context: flags.context, kubeconfig: flags.kubeconfig };
    const explainLimit = flags.explainLimit || Number.POSITIVE_INFINITY;
    const live = await gatherCluster(
      { access, views, namespaces, version: kavmonVersion, timeoutMs: readLimitMs(), place: identity, explainLimit },
      { signal: clock.ended, onSecret: redactor.register },
      thread,
    );
    scope = {
      ...scope,
      serverVersion: textOf(live.gathered.facts.serverVersion),
      cluster: scope.cluster ?? live.opened?.cluster ?? null,
      namespaces: live.opened?.namespaces ?? scope.namespaces,
    };
    return live;
  };

  const readSaved = async (path: string, views: readonly ViewName[]): Promise<ClusterReading> => {
    const { replayCluster } = await import('../../kubernetes/replay/replay.ts');
    const limitMs = readLimitMs();
    const ended = AbortSignal.any([io.interrupt, AbortSignal.timeout(limitMs)]);
    const replaying = replayCluster(
      { path: path === '-' ? STANDARD_INPUT : path, views, namespaces: namespaces ?? null },
      ended,
    );
    const saved = await unlessEnded(replaying, ended);
    if (saved === undefined) return unreadSnapshot(views, io.interrupt.aborted, limitMs);
    const { now, facts } = saved.gathered;
    const snapshot = { path, takenAt: new Date(now).toISOString(), ageMs: Math.max(0, run.startedAt - now) };
    scope = {
      ...scope,
      snapshot,
      serverVersion: textOf(facts.serverVersion),
      namespaces: scope.namespaces ?? saved.namespaces,
    };
    return saved;
  };

  const read: ClusterSource['read'] = async (views, thread) => {
    if (views.length === 0) return { gathered: { now: readUnixTime(), views: {}, facts: {} } };
    const reading = flags.snapshot === undefined ? readLive(views, thread) : readSaved(flags.snapshot, views);
    return reading.catch((error: unknown) => withoutCluster(error, views, run));
  };
  return { read, scope: () => scope };
};

/** `--snapshot -`. */
const STANDARD_INPUT = '/dev/stdin';

const unreadSnapshot = (views: readonly ViewName[], interrupted: boolean, limitMs: number): ClusterReading => {
  const why = interrupted
    ? 'the run ended before the snapshot was read'
    : `the snapshot was not read within ${formatDuration(limitMs)}`;
  return { gathered: problemOfAll(views, { status: 'error', reason: 'deadline_run', message: why }) };
};

/** The views of a cluster that was not read: the same problem each. */
const problemOfAll = (views: readonly ViewName[], problem: ViewProblem): ClusterData => ({
  now: readUnixTime(),
  views: Object.fromEntries(views.map((view) => [view, { problem }])),
  facts: {},
});

const textOf = (fact: unknown): string | null => (typeof fact === 'string' && fact !== '' ? fact : null);

/**
 * That there is no cluster to look at is an `error` of the checks that need one; services are asked all the same. What
 * the flags name has to be there, but under `--cronjob`, where the log says what is wrong.
 * @throws {UsageError} when a flag names what cannot be used.
 */
const withoutCluster = (error: unknown, views: readonly ViewName[], { flags, log }: ClusterRun): ClusterReading => {
  if (!(error instanceof UsageError) || error.source === 'arguments') throw error;
  const isNamed = [flags.snapshot, flags.kubeconfig, flags.context].some((flag) => flag !== undefined);
  if (isNamed && !flags.cronjob) throw error;
  if (isNamed) log.error(error.message);
  return { gathered: problemOfAll(views, { status: 'error', reason: 'config', message: error.message }) };
};
