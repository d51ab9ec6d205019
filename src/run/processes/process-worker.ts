import { randomUUID } from 'node:crypto';
import type { PhaseName } from '../../model/phase.ts';
import { readResidentMemory } from '../../process/resident-memory.ts';
import { formatDuration } from '../../text/duration-text.ts';
import { hangLimitMs } from '../attempt/deadline.ts';
import { blockedVerdict } from '../attempt/error-verdict.ts';
import type { CheckVerdict } from '../attempt/outcome.ts';
import { elapsedMs } from '../attempt/phases.ts';
import type { CheckInputs } from '../protocol.ts';
import type { ResultCollector } from '../result-collector.ts';
import { type MessageFromChild, resultOfRegistration } from './child-messages.ts';
import { type ChildHandle, forkChild } from './child-process.ts';
import { createReceivedFindings, type ReceivedFindings } from './received-findings.ts';

/** A child process that runs one registration after the other. */
export interface ProcessWorker {
  /** Ends it when its check is overdue or it takes too much memory. */
  enforceLimits(): void;
  /** Milliseconds that its current check has run; 0 while it starts or loads. */
  busyMs(): number;
  cancel(message: string): void;
  kill(): void;
  readonly exited: Promise<void>;
}

interface ProcessWorkerOptions {
  readonly collector: ResultCollector;
  readonly runTag: string;
  /** Takes the next registration from the queue; undefined when there is none. */
  next(): number | undefined;
  inputs(index: number): CheckInputs;
  /** Called once, when it takes no more registrations; `mayWarn`: its last check left something open. */
  onRetired(mayWarn: boolean): void;
}

/** The registration that a process runs now. */
interface CurrentWork {
  readonly index: number;
  readonly ticket: string;
  since: number;
  /** Whether its module has been loaded: the timeout of the check starts then. */
  loaded: boolean;
  phase: PhaseName;
  readonly findings: ReceivedFindings;
  /** When the first part of its findings came, as `performance.now()`: the check itself has ended. */
  sendingSince?: number;
}

/** How long a process may take to start, and a module to load: it may be much code on little CPU. */
const LOAD_LIMIT_MS = 10_000;

/** How long a process may take to send what its check found: 100,000 findings take a second or two. */
const SEND_LIMIT_MS = 10_000;

/** Resident memory beyond which a check is ended: V8 limits the heap, but not buffers. */
const MEMORY_LIMIT_BYTES = 256 * 2 ** 20;

interface WorkerState extends ProcessWorkerOptions {
  /** When the process was forked, as `performance.now()`. */
  readonly forkedAt: number;
  child: ChildHandle | undefined;
  ready: boolean;
  retired: boolean;
  work: CurrentWork | undefined;
  /** The registration that it ran last, which late warnings are about. */
  lastIndex: number;
}

/** Starts a process that runs registrations until none is left, it breaks a limit, or it is killed. */
export const startProcessWorker = (options: ProcessWorkerOptions): ProcessWorker => {
  const worker: WorkerState = {
    ...options,
    forkedAt: performance.now(),
    child: undefined,
    ready: false,
    retired: false,
    work: undefined,
    lastIndex: -1,
  };
  const child = forkChild(options.runTag, {
    message: (message, bytes) => handleChildMessage(worker, message, bytes),
    lost: (why) => endLost(worker, lostVerdict(`its process was lost: ${why}`)),
  });
  worker.child = child;
  return {
    enforceLimits: () => enforceLimits(worker, child),
    busyMs: () => (worker.work?.loaded ? elapsedMs(worker.work.since) : 0),
    cancel: (message) => child.send({ kind: 'cancel', message }),
    kill: child.kill,
    exited: child.exited,
  };
};

const handleChildMessage = (worker: WorkerState, message: MessageFromChild, bytes: number): void => {
  if (message.kind === 'ready' && !worker.ready) {
    worker.ready = true;
    takeNext(worker);
  }
  // What it printed arrives by another way, and is read first.
  if (message.kind === 'finished') setImmediate(recordFinished, worker, message);
  if (message.kind === 'secret') worker.collector.secret(message.text);
  if (message.kind === 'warning') worker.collector.warning(worker.lastIndex, message.message);
  if (worker.work === undefined) return;
  noteProgress(worker.work, message);
  takeFindings(worker.work, message, bytes);
};

const takeFindings = (work: CurrentWork, message: MessageFromChild, bytes: number): void => {
  if (!('ticket' in message) || message.ticket !== work.ticket) return;
  if (message.kind === 'findings') work.sendingSince ??= performance.now();
  work.findings.take(message.kind === 'findings' ? message.findings : message.result.findings, bytes);
};

const beginNext = (worker: WorkerState): CurrentWork | undefined => {
  const index = worker.next();
  if (index === undefined) return undefined;
  worker.lastIndex = index;
  worker.collector.started(index);
  const findings = createReceivedFindings();
  return { index, ticket: randomUUID(), since: performance.now(), loaded: false, phase: 'run', findings };
};

const takeNext = (worker: WorkerState): void => {
  worker.work = beginNext(worker);
  if (worker.work === undefined) {
    retireWorker(worker, false);
    return;
  }
  const { index, ticket } = worker.work;
  const registration = worker.collector.registration(index);
  worker.child?.send({ kind: 'run', registration, ticket, ...worker.inputs(index) });
};

type FinishedMessage = MessageFromChild & { kind: 'finished' };

const recordFinished = (worker: WorkerState, { result, ticket, clean }: FinishedMessage): void => {
  if (worker.work === undefined) return;
  if (worker.work.ticket !== ticket) {
    endLost(worker, lostVerdict('its process sent the result of another check'));
    return;
  }
  const printed = worker.child?.takePrinted().trim() ?? '';
  const notes = printed === '' ? result.notes : [...result.notes, `printed: ${printed}`];
  const { index, since, findings } = worker.work;
  const registration = worker.collector.registration(index);
  worker.collector.finish(index, resultOfRegistration(findings.placeIn({ ...result, notes }), registration, since));
  worker.work = undefined;
  if (clean) takeNext(worker);
  else retireWorker(worker, true);
};

const endLost = (worker: WorkerState, verdict: CheckVerdict): void => {
  // A process that does not start uses up a registration, or such processes would be started for ever.
  if (!worker.ready) worker.work = beginNext(worker);
  if (worker.work !== undefined) {
    const { index, phase, since } = worker.work;
    worker.collector.end(index, verdict, { phases: [{ name: phase, ms: elapsedMs(since), done: false }] });
  }
  worker.work = undefined;
  retireWorker(worker, false);
};

const retireWorker = (worker: WorkerState, mayWarn: boolean): void => {
  if (worker.retired) return;
  worker.retired = true;
  worker.onRetired(mayWarn);
};

const enforceLimits = (worker: WorkerState, { pid }: ChildHandle): void => {
  const { work, collector } = worker;
  if (!worker.ready && elapsedMs(worker.forkedAt) > LOAD_LIMIT_MS)
    endLost(worker, lostVerdict('its process did not start'));
  if (work === undefined) return;
  if (isOverdue(work, collector)) endLost(worker, overdueVerdict(work, collector));
  else if (readResidentMemory(pid) > MEMORY_LIMIT_BYTES)
    endLost(worker, lostVerdict('its process was ended: it took more than 256 MB of memory'));
};

const isOverdue = ({ index, loaded, since, sendingSince }: CurrentWork, collector: ResultCollector): boolean => {
  if (sendingSince !== undefined) return elapsedMs(sendingSince) > SEND_LIMIT_MS;
  return elapsedMs(since) > (loaded ? hangLimitMs(collector.registration(index).timeoutMs) : LOAD_LIMIT_MS);
};

const noteProgress = (work: CurrentWork, message: MessageFromChild): void => {
  if (message.kind === 'loaded') {
    work.loaded = true;
    work.since = performance.now();
  }
  if (message.kind === 'entered') work.phase = message.phase;
};

const overdueVerdict = (work: CurrentWork, collector: ResultCollector): CheckVerdict => {
  const { index, loaded, phase, sendingSince } = work;
  if (sendingSince !== undefined)
    return lostVerdict(`its process did not send all of its findings within ${formatDuration(SEND_LIMIT_MS)}`);
  if (loaded) return blockedVerdict('process', collector.registration(index), phase);
  const message = `its module was not loaded within ${formatDuration(LOAD_LIMIT_MS)}`;
  return { status: 'timeout', reason: 'deadline_check', message };
};

const lostVerdict = (message: string): CheckVerdict => ({ status: 'error', reason: 'worker_lost', message });
