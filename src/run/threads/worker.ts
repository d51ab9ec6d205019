import { setImmediate as nextTurn } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Check, Registration } from '../../check/check.ts';
import type { LoadedViews } from '../../kubernetes/rows/cluster-data.ts';
import { loadViews } from '../../kubernetes/rows/pages.ts';
import type { PhaseName } from '../../model/phase.ts';
import type { ProbeName } from '../../probes/index.ts';
import { probeLoaders } from '../../probes/index.ts';
import { forwardNodeWarnings } from '../../process/node-warnings.ts';
import { Deadline } from '../attempt/deadline.ts';
import { lateFailureMessage } from '../attempt/error-verdict.ts';
import { executeCheck } from '../attempt/execute-check.ts';
import { resultOf } from '../attempt/outcome.ts';
import type { CancelMessage, GatherTask, LaneMessage, LaneTask, PreloadTask } from '../protocol.ts';
import { openOutbox } from './result-outbox.ts';
import { currentIndex, followRunning } from './running-index.ts';
import { openCounters, type SharedCounters } from './shared-counters.ts';

// The entry of a worker thread.

forwardNodeWarnings();

const HEARTBEAT_MS = 50;

/** Registrations that start in one turn of the event loop, so that the first can answer before the last has started. */
const STARTS_PER_TURN = 16;

/** The first task of a prewarmed thread: loads the modules that its lane will need. */
export const preloadModules = async ({ checks: names, probes: wanted }: PreloadTask): Promise<void> => {
  const checks = await loadCatalogue({ catalogue: undefined });
  await preload(
    wanted,
    names.map((name) => checks.get(name)),
  );
};

/** Reads a cluster, and keeps its rows if this thread gets lanes. Resolves when all is said. */
export const gatherViews = async ({ order, port, keepsRows }: GatherTask): Promise<void> => {
  const { gatherIntoPort } = await import('../../kubernetes/gather/thread.ts');
  await gatherIntoPort(order, port, keepsRows);
};

/**
 * Runs the registrations of a lane side by side and sends each result as it comes. Resolves when all have ended, or soon
 * after the run was cancelled.
 */
export const runLane = async (task: LaneTask): Promise<void> => {
  const counters = openCounters(task.counters);
  const heartbeat = setInterval(() => counters.addHeartbeat(), HEARTBEAT_MS);
  try {
    await runRegistrations(task, counters, await loadViews(task.views));
  } finally {
    clearInterval(heartbeat);
    task.port.close();
  }
};

const runRegistrations = async (task: LaneTask, counters: SharedCounters, views: LoadedViews): Promise<void> => {
  const runner = createRegistrationRunner(task, counters, views);
  const stopFollowing = followRunning(counters);
  const onCrash = (error: unknown): void => runner.abort(currentIndex.getStore() ?? counters.running(), error);
  process.on('uncaughtException', onCrash).on('unhandledRejection', onCrash);
  try {
    const checks = await loadCatalogue(task);
    const registrations = task.registrations.map(([, registration]) => registration);
    await preload(
      registrations.flatMap((registration) => registration.probes),
      registrations.map(({ check }) => checks.get(check)),
    );
    await runLimited(task, async (index, registration) => {
      if (!runner.cancelled.aborted) await runner.run(index, registration, checks.get(registration.check));
    });
  } finally {
    process.off('uncaughtException', onCrash).off('unhandledRejection', onCrash);
    stopFollowing();
    runner.flush();
  }
};

const loadCatalogue = async ({ catalogue }: Pick<LaneTask, 'catalogue'>): Promise<ReadonlyMap<string, Check>> => {
  const { checks }: { checks: readonly Check[] } = await (catalogue === undefined
    ? import('../../../checks/index.ts')
    : // With a second argument the bundler leaves it an import, of an ES module by its URL.
      import(catalogue, { with: {} }));
  return new Map(checks.map((check) => [check.name, check]));
};

/** Loads probes and checks before any deadline starts. A module that cannot be loaded fails again where it is used. */
const preload = async (names: readonly ProbeName[], checks: readonly (Check | undefined)[]): Promise<void> => {
  const loadedProbes = [...new Set(names)].map((name) => probeLoaders[name]());
  // In the bundle the getter of `run` loads the check.
  const loadedChecks = [...new Set(checks)].map(async (check) => check?.run);
  await Promise.allSettled([...loadedProbes, ...loadedChecks]);
};

const runLimited = async (
  { registrations, limit }: LaneTask,
  run: (index: number, registration: Registration) => Promise<void>,
): Promise<void> => {
  const limited = pLimit(limit);
  const runs: Promise<void>[] = [];
  for (const [index, registration] of registrations) {
    runs.push(limited(run, index, registration));
    if (runs.length % STARTS_PER_TURN === 0) await nextTurn();
  }
  await Promise.all(runs);
};

/** Runs single registrations of a lane, and aborts them when the run is cancelled or their code crashes. */
const createRegistrationRunner = ({ port, now }: LaneTask, counters: SharedCounters, views: LoadedViews) => {
  const cancellation = new AbortController();
  const inFlight = new Map<number, AbortController>();
  const post = (message: LaneMessage): void => port.postMessage(message);
  const outbox = openOutbox((results) => post({ kind: 'finished', results }));
  port.on('message', ({ message }: CancelMessage) => {
    cancellation.abort();
    for (const controller of inFlight.values()) controller.abort(new Deadline('deadline_run', message));
  });
  const run = async (index: number, registration: Registration, check: Check | undefined): Promise<void> => {
    const controller = new AbortController();
    inFlight.set(index, controller);
    counters.start(index);
    const environment = {
      views,
      now,
      probes: probeLoaders,
      signal: controller.signal,
      warning: (message: string) => post({ kind: 'warning', index, message }),
      onSecret: (text: string) => post({ kind: 'secret', text }),
      entered: (phase: PhaseName) => counters.enterPhase(index, phase),
    };
    counters.setRunning(index);
    const result = currentIndex.run(index, () =>
      check === undefined ? missingCheckResult(registration) : executeCheck(registration, check, environment),
    );
    counters.setRunning(-1);
    outbox.add(index, await result);
    // Lost with its thread it could not be run again.
    if (!registration.repeatable) outbox.flush();
    inFlight.delete(index);
  };
  const abort = (index: number, error: unknown): void => {
    const controller = inFlight.get(index);
    if (controller !== undefined) controller.abort(error);
    else post({ kind: 'warning', index, message: lateFailureMessage(error) });
  };
  return { cancelled: cancellation.signal, run, abort, flush: outbox.flush };
};

const missingCheckResult = (registration: Registration) => {
  const message = `the catalogue has no check ${registration.check}`;
  return Promise.resolve(resultOf(registration, { status: 'error', reason: 'internal', message }));
};
