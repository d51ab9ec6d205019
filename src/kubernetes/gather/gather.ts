import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { UsageError } from '../../model/errors.ts';
import { readUnixTime } from '../../process/unix-time.ts';
import { unlessEnded } from '../../process/unless-ended.ts';
import type { AccessRun } from '../access/access.ts';
import { createExplainer } from '../diagnostics.ts';
import type { Explainer } from '../explainer.ts';
import type { ClusterData, ViewProblem } from '../rows/cluster-data.ts';
import type { GatherMessage, OpenedCluster, ReadingThread, ReadSummary, ThreadOrder } from './protocol.ts';
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

/** Between the request to stop and the end of the thread. */
const STOP_GRACE_MS = 300;

/** A thread that has not ended so long after that waits in a system call, as at a FIFO without a writer: nobody waits for it. */
const END_GRACE_MS = 100;

/** What a lost thread has sent before arrives within this. */
const LATE_MESSAGES_MS = 50;

/**
 * Reads the cluster in a thread, which is ended if it does not come to its end in time. What could not be read, or not in
 * time, is a problem of its views.
 *
 * @throws {UsageError} when flags or configuration name no cluster.
 */
export const gatherCluster = async (
  request: GatherRequest,
  run: AccessRun,
  thread: ReadingThread,
): Promise<LiveCluster> => {
  const { timeoutMs, explainLimit, ...order } = request;
  const { signal, onSecret } = run;
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const collection = createViewCollection(order.views);
  const onMessage = messageHandler(collection.sink, onSecret);
  const outcome = await readInThread(order, thread, { signal, deadline, timeoutMs, onMessage });
  if (outcome.usageError !== undefined) throw outcome.usageError;
  const { opened, end, lost } = outcome;
  const facts = {
    server: opened?.server ?? null,
    serverVersion: end?.serverVersion ?? null,
    requests: end?.counts.requests ?? null,
    bytes: end?.counts.bytes ?? null,
  };
  const { views, warnings } = collection.end(lost ?? ENDED_EARLY);
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
  /** The problem of views that were not done when the thread ended; undefined: it ended by itself. */
  lost?: ViewProblem;
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
  /** Aborts with the signal, or when the time is up. */
  readonly deadline: AbortSignal;
  readonly timeoutMs: number;
  readonly onMessage: (message: ViewMessage) => void;
}

/** No view is left when a thread ends by itself, unless it is wrong. */
const ENDED_EARLY: ViewProblem = {
  status: 'error',
  reason: 'dependency',
  message: 'the reading of the cluster ended early',
};

const lostProblem = (reason: ViewProblem['reason'], message: string): ViewProblem => ({
  status: 'error',
  reason,
  message,
});

/** Messages arrive until the port is closed: by the thread at its end, or with a thread that was lost. */
const readInThread = async (
  order: ThreadOrder,
  thread: ReadingThread,
  { signal, deadline, timeoutMs, onMessage }: ThreadBounds,
): Promise<ThreadOutcome> => {
  const outcome: ThreadOutcome = { stuck: false };
  const { port1: port, port2: threadPort } = new MessageChannel();
  port.on('message', (message: GatherMessage) => noteMessage(outcome, message, onMessage));
  const closed = once(port, 'close');
  const ended = thread.gather(order, threadPort).then(
    () => closed,
    (error: Error) => {
      outcome.lost ??= lostProblem('dependency', `the thread that reads the cluster was lost: ${error.message}`);
      return unlessEnded(closed, AbortSignal.timeout(LATE_MESSAGES_MS));
    },
  );
  const hasEnded = (limit: AbortSignal) =>
    unlessEnded(
      ended.then(() => true),
      limit,
    );
  if (!(await hasEnded(deadline))) {
    outcome.lost = lostProblem('deadline_run', lateMessage(signal, timeoutMs));
    port.postMessage('stop');
    if (!(await hasEnded(AbortSignal.timeout(STOP_GRACE_MS)))) outcome.stuck = await thread.stop(END_GRACE_MS);
  }
  port.close();
  return outcome;
};

const lateMessage = ({ aborted }: AbortSignal, timeoutMs: number): string =>
  aborted ? 'the run ended before the cluster was read' : `the cluster was not read within ${timeoutMs / 1000} s`;

const noteMessage = (outcome: ThreadOutcome, message: GatherMessage, onView: (message: ViewMessage) => void): void => {
  if (message.type === 'opened') outcome.opened = message.cluster;
  else if (message.type === 'end') outcome.end = message.end;
  else if (message.type === 'usageError') outcome.usageError = new UsageError(message.message, message.source);
  else onView(message);
};
