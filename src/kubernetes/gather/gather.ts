import { Worker } from 'node:worker_threads';
import { UsageError } from '../../model/errors.ts';
import { entryOf } from '../../process/entry-points.ts';
import { createExplainer } from '../diagnostics.ts';
import type { Explainer } from '../explainer.ts';
import type { Gathered, ViewProblem } from '../rows/cluster-data.ts';
import type { GatherMessage, Opened, ReadEnd, ThreadOrder } from './protocol.ts';
import { createCollection } from './view-collection.ts';

export interface GatherRequest extends ThreadOrder {
  /** Milliseconds for all of it, the explaining included. */
  readonly timeoutMs: number;
}

export interface LiveCluster {
  readonly gathered: Gathered;
  readonly explainer: Explainer;
  readonly opened: Opened | null;
}

/**
 * The thread makes much garbage and keeps little: a small nursery costs no time and saves some twenty megabytes, and a
 * bound on the rest as many again, since V8 then tidies up sooner.
 */
const LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 256 };

/** Milliseconds between the request to stop and the end of the thread. */
const GRACE = 300;

/**
 * Reads the cluster in a thread of its own, which ends with it. What could not be read in time, or at all, is a problem
 * of its views; an API server that is not there one of all of them, in the same words.
 *
 * @throws {UsageError} when flags or configuration lead to no cluster.
 */
export const gather = async (request: GatherRequest, signal: AbortSignal): Promise<LiveCluster> => {
  const { timeoutMs, ...order } = request;
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const collection = createCollection(order.views);
  const outcome = await runThread(order, { signal, timeoutMs, take: takerOf(collection.sink) });
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

interface Outcome {
  opened?: Opened;
  end?: ReadEnd;
  refused?: UsageError;
  /** What is wrong with views of which nothing more was heard. */
  lost: ViewProblem;
}

type Taken = Exclude<GatherMessage, { readonly type: 'opened' | 'end' | 'refused' }>;

const takerOf =
  (sink: ReturnType<typeof createCollection>['sink']) =>
  (message: Taken): void => {
    if (message.type === 'rows') sink.rows(message.view, message.list, message.rows);
    else if (message.type === 'restart') sink.restart(message.view, message.list);
    else if (message.type === 'problem') sink.problem(message.view, message.problem);
    else sink.done(message.view);
  };

interface Bounds {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly take: (message: Taken) => void;
}

const lostBy = (reason: ViewProblem['reason'], message: string): ViewProblem => ({ status: 'error', reason, message });

const runThread = (order: ThreadOrder, { signal, timeoutMs, take }: Bounds): Promise<Outcome> =>
  new Promise((resolve) => {
    const outcome: Outcome = { lost: lostBy('dependency', 'the reading of the cluster ended early') };
    const worker = new Worker(entryOf('gather'), { workerData: order, resourceLimits: LIMITS });
    let hard: NodeJS.Timeout | undefined;
    const stop = (why: string) => () => {
      outcome.lost = lostBy('deadline_run', why);
      worker.postMessage('stop');
      hard = setTimeout(() => void worker.terminate(), GRACE);
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
      outcome.lost = lostBy('dependency', `the thread that reads the cluster was lost: ${error.message}`);
    });
    worker.once('exit', () => {
      clearTimeout(late);
      clearTimeout(hard);
      signal.removeEventListener('abort', interrupted);
      resolve(outcome);
    });
  });
