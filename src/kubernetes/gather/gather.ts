import { Worker } from 'node:worker_threads';
import { UsageError } from '../../model/errors.ts';
import { entryOf } from '../../process/entry-points.ts';
import { createExplainer } from '../diagnostics.ts';
import type { Explainer } from '../explainer.ts';
import type { Gathered, ViewProblem } from '../rows/cluster-data.ts';
import type { GatherMessage, OpenedCluster, ReadSummary, ThreadOrder } from './protocol.ts';
import { createViewCollection } from './view-collection.ts';

export interface GatherRequest extends ThreadOrder {
  /** Milliseconds for all of it, the explaining included. */
  readonly timeoutMs: number;
}

export interface LiveCluster {
  readonly gathered: Gathered;
  readonly explainer: Explainer;
  readonly opened: OpenedCluster | null;
}

/**
 * The thread makes much garbage and keeps little: a small nursery costs no time and saves some twenty megabytes, and a
 * bound on the rest as many again, since V8 then tidies up sooner.
 */
const THREAD_LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 256 };

/** Milliseconds between the request to stop and the end of the thread. */
const STOP_GRACE_MS = 300;

/**
 * Reads the cluster in a thread of its own, which ends with it. What could not be read in time, or at all, is a problem
 * of its views; an API server that is not there one of all of them, in the same words.
 *
 * @throws {UsageError} when flags or configuration lead to no cluster.
 */
export const gather = async (request: GatherRequest, signal: AbortSignal): Promise<LiveCluster> => {
  const { timeoutMs, ...order } = request;
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const collection = createViewCollection(order.views);
  const outcome = await runGatherThread(order, { signal, timeoutMs, take: viewMessageHandler(collection.sink) });
  if (outcome.refused !== undefined) throw outcome.refused;
  const { opened, end, lost } = outcome;
  const facts = {
    server: opened?.server ?? null,
    serverVersion: end?.serverVersion ?? null,
    requests: end?.counts.requests ?? null,
    bytes: end?.counts.bytes ?? null,
  };
  return {
    gathered: { now: end?.serverTime ?? Date.now(), views: collection.views(lost), facts },
    explainer: createExplainer(order, inTime),
    opened: opened ?? null,
  };
};

interface ThreadOutcome {
  opened?: OpenedCluster;
  end?: ReadSummary;
  refused?: UsageError;
  /** What is wrong with views of which nothing more was heard. */
  lost: ViewProblem;
}

type ViewMessage = Exclude<GatherMessage, { readonly type: 'opened' | 'end' | 'refused' }>;

const viewMessageHandler =
  (sink: ReturnType<typeof createViewCollection>['sink']) =>
  (message: ViewMessage): void => {
    if (message.type === 'rows') sink.rows(message.view, message.list, message.rows);
    else if (message.type === 'restart') sink.restart(message.view, message.list);
    else if (message.type === 'problem') sink.problem(message.view, message.problem);
    else sink.done(message.view);
  };

interface ThreadBounds {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly take: (message: ViewMessage) => void;
}

const lostProblem = (reason: ViewProblem['reason'], message: string): ViewProblem => ({
  status: 'error',
  reason,
  message,
});

const runGatherThread = (order: ThreadOrder, { signal, timeoutMs, take }: ThreadBounds): Promise<ThreadOutcome> =>
  new Promise((resolve) => {
    const outcome: ThreadOutcome = { lost: lostProblem('dependency', 'the reading of the cluster ended early') };
    const worker = new Worker(entryOf('gather'), { workerData: order, resourceLimits: THREAD_LIMITS });
    let hard: NodeJS.Timeout | undefined;
    const stop = (why: string) => () => {
      outcome.lost = lostProblem('deadline_run', why);
      worker.postMessage('stop');
      hard = setTimeout(() => void worker.terminate(), STOP_GRACE_MS);
    };
    const late = setTimeout(stop(`the cluster was not read within ${timeoutMs / 1000} s`), timeoutMs);
    const interrupted = stop('the run ended before the cluster was read');
    signal.addEventListener('abort', interrupted, { once: true });
    if (signal.aborted) interrupted();
    worker.on('message', (message: GatherMessage) => {
      if (message.type === 'opened') outcome.opened = message.place;
      else if (message.type === 'end') outcome.end = message.end;
      else if (message.type === 'refused') outcome.refused = new UsageError(message.message, message.source);
      else take(message);
    });
    worker.on('error', (error: Error) => {
      outcome.lost = lostProblem('dependency', `the thread that reads the cluster was lost: ${error.message}`);
    });
    worker.once('exit', () => {
      clearTimeout(late);
      clearTimeout(hard);
      signal.removeEventListener('abort', interrupted);
      resolve(outcome);
    });
  });
