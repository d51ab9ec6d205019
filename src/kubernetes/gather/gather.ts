import { Worker } from 'node:worker_threads';
import { UsageError } from '../../model/errors.ts';
import { entryPointUrl } from '../../process/entry-points.ts';
import { createRunTag, killTagged, RUN_TAG_VARIABLE } from '../../process/kill-descendants.ts';
import { readUnixTime } from '../../process/unix-time.ts';
import type { AccessRun } from '../access/access.ts';
import { createExplainer } from '../diagnostics.ts';
import type { Explainer } from '../explainer.ts';
import type { ClusterData, ViewProblem } from '../rows/cluster-data.ts';
import type { GatherMessage, OpenedCluster, ReadSummary, ThreadOrder } from './protocol.ts';
import { createViewCollection } from './view-collection.ts';

export interface GatherRequest extends ThreadOrder {
  /** For reading and for explaining together. */
  readonly timeoutMs: number;
  /** Most logs, and most namespaces asked for their events, to explain findings. */
  readonly explainLimit: number;
}

export interface LiveCluster {
  readonly gathered: ClusterData;
  readonly explainer: Explainer;
  readonly opened: OpenedCluster | null;
  readonly warnings: readonly string[];
  /** The thread cannot be ended: it waits in a system call. */
  readonly stuck: boolean;
}

/**
 * V8's limits of the thread, which allocates much and keeps little: a small young generation saves some 20 MB and costs no
 * time; a bound on the old one saves as much again, since V8 collects sooner.
 */
const THREAD_LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 256 };

/** Between the request to stop and the end of the thread. */
const STOP_GRACE_MS = 300;

/** A thread that has not ended so long after that waits in a system call, as at a FIFO without a writer: nobody waits for it. */
const END_GRACE_MS = 100;

/**
 * Reads the cluster in a thread that lives as long as the reading. What could not be read, or not in time, is a problem of
 * its views.
 *
 * @throws {UsageError} when flags or configuration name no cluster.
 */
export const gatherCluster = async (request: GatherRequest, run: AccessRun): Promise<LiveCluster> => {
  const { timeoutMs, explainLimit, ...order } = request;
  const { signal, onSecret } = run;
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const collection = createViewCollection(order.views);
  const onMessage = messageHandler(collection.sink, onSecret);
  const outcome = await runGatherThread(order, { signal, timeoutMs, onMessage });
  if (outcome.usageError !== undefined) throw outcome.usageError;
  const { opened, end, lost } = outcome;
  const facts = {
    server: opened?.server ?? null,
    serverVersion: end?.serverVersion ?? null,
    requests: end?.counts.requests ?? null,
    bytes: end?.counts.bytes ?? null,
  };
  const { views, warnings } = collection.end(lost);
  return {
    gathered: { now: end?.serverTime ?? readUnixTime(), views, facts },
    explainer: createExplainer({ ...order, explainLimit }, { signal: deadline, onSecret }),
    opened: opened ?? null,
    warnings: [...warnings, ...(end?.clockWarning === undefined ? [] : [end.clockWarning])],
    stuck: outcome.stuck,
  };
};

interface ThreadOutcome {
  opened?: OpenedCluster;
  end?: ReadSummary;
  usageError?: UsageError;
  /** The problem of views that were not done when the thread ended. */
  lost: ViewProblem;
  stuck: boolean;
}

type ViewMessage = Exclude<GatherMessage, { readonly type: 'opened' | 'end' | 'usageError' }>;

const messageHandler =
  (sink: ReturnType<typeof createViewCollection>['sink'], onSecret: AccessRun['onSecret']) =>
  (message: ViewMessage): void => {
    if (message.type === 'secret') onSecret(message.value);
    else if (message.type === 'rows') sink.rows(message.view, message.list, message.rows);
    else if (message.type === 'restart') sink.restart(message.view, message.list);
    else if (message.type === 'problem') sink.problem(message.view, message.problem);
    else sink.done(message.view);
  };

interface ThreadBounds {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly onMessage: (message: ViewMessage) => void;
}

const lostProblem = (reason: ViewProblem['reason'], message: string): ViewProblem => ({
  status: 'error',
  reason,
  message,
});

const runGatherThread = (order: ThreadOrder, { signal, timeoutMs, onMessage }: ThreadBounds): Promise<ThreadOutcome> =>
  new Promise((resolve) => {
    const outcome: ThreadOutcome = {
      lost: lostProblem('dependency', 'the reading of the cluster ended early'),
      stuck: false,
    };
    const runTag = createRunTag();
    const worker = new Worker(entryPointUrl('gather'), {
      workerData: order,
      resourceLimits: THREAD_LIMITS,
      env: { ...process.env, [RUN_TAG_VARIABLE]: runTag },
    });
    const settle = () => {
      clearTimeout(stopTimer);
      ender.cancel();
      signal.removeEventListener('abort', onAbort);
      resolve(outcome);
    };
    const ender = createThreadEnder(worker, {
      // It may be too busy to kill its credential plugin itself.
      forced: () => killTagged(runTag),
      stuck: () => {
        outcome.stuck = true;
        settle();
      },
    });
    const stop = (why: string) => () => {
      outcome.lost = lostProblem('deadline_run', why);
      worker.postMessage('stop');
      ender.begin();
    };
    const stopTimer = setTimeout(stop(`the cluster was not read within ${timeoutMs / 1000} s`), timeoutMs);
    const onAbort = stop('the run ended before the cluster was read');
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    worker.on('message', (message: GatherMessage) => {
      const isLast = noteOutcome(outcome, message, onMessage);
      if (isLast) ender.begin();
    });
    worker.on('error', (error: Error) => {
      outcome.lost = lostProblem('dependency', `the thread that reads the cluster was lost: ${error.message}`);
    });
    worker.once('exit', settle);
  });

/** Returns whether the thread has said all. */
const noteOutcome = (
  outcome: ThreadOutcome,
  message: GatherMessage,
  onView: (message: ViewMessage) => void,
): boolean => {
  if (message.type === 'opened') outcome.opened = message.cluster;
  else if (message.type === 'end') outcome.end = message.end;
  else if (message.type === 'usageError') outcome.usageError = new UsageError(message.message, message.source);
  else onView(message);
  return message.type === 'end' || message.type === 'usageError';
};

interface EnderEvents {
  /** It did not end by itself. */
  forced(): void;
  /** It did not end even so: nobody waits for it then. */
  stuck(): void;
}

/** Ends a thread that does not end by itself. */
const createThreadEnder = (worker: Worker, { forced, stuck }: EnderEvents) => {
  let timer: NodeJS.Timeout | undefined;
  const terminate = () => {
    worker.terminate();
    forced();
    timer = setTimeout(() => {
      worker.unref();
      stuck();
    }, END_GRACE_MS);
  };
  return {
    begin: () => {
      timer ??= setTimeout(terminate, STOP_GRACE_MS);
    },
    cancel: () => clearTimeout(timer),
  };
};
