import { AsyncLocalStorage, createHook } from 'node:async_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import type { Check, Registration } from '../../check/check.ts';
import type { OpenViews } from '../../kubernetes/rows/cluster-data.ts';
import { openViews } from '../../kubernetes/rows/pages.ts';
import type { ProbeName } from '../../probes/index.ts';
import { probes } from '../../probes/index.ts';
import { Deadline } from '../attempt/deadline.ts';
import { wordsOf } from '../attempt/error-verdict.ts';
import { execute } from '../attempt/execute.ts';
import { resultOf } from '../attempt/outcome.ts';
import { type Cancel, type FromLane, type Gauges, gaugesOf, type Lane, type Preparation } from '../protocol.ts';

/** How often the thread shows that its event loop turns. */
const BEAT_MS = 50;

/** Started between two turns of the event loop: what has started must be able to answer before all have started. */
const SLICE = 16;

/** Which registration the code that runs belongs to; followed through everything asynchronous. */
const owner = new AsyncLocalStorage<number>();

/** The first task of a thread that starts early: loads what a lane will need. */
export const prepare = async ({ checks: names, probes: wanted }: Preparation): Promise<void> => {
  const checks = await catalogueOf({ catalogue: undefined });
  await warm(
    wanted,
    names.map((name) => checks.get(name)),
  );
};

/**
 * The entry of a worker thread: runs the registrations of a lane side by side and sends each result as it comes.
 * Ends when all have ended or the run was cancelled.
 */
export const lane = async (task: Lane): Promise<void> => {
  const gauges = gaugesOf(task.gauges);
  const beat = setInterval(() => gauges.beat(), BEAT_MS);
  try {
    await runLane(task, gauges, await openViews(task.views));
  } finally {
    clearInterval(beat);
    task.port.close();
  }
};

const runLane = async (task: Lane, gauges: Gauges, views: OpenViews): Promise<void> => {
  const crew = crewOf(task, gauges, views);
  const hook = createHook({ before: () => gauges.run(owner.getStore() ?? -1) }).enable();
  const crashed = (error: unknown): void => crew.crash(owner.getStore() ?? gauges.running(), error);
  process.on('uncaughtException', crashed).on('unhandledRejection', crashed);
  try {
    const checks = await catalogueOf(task);
    const registrations = task.registrations.map(([, registration]) => registration);
    await warm(
      registrations.flatMap((registration) => registration.probes),
      registrations.map(({ check }) => checks.get(check)),
    );
    await startAll(
      task,
      (index, registration) => crew.run(index, registration, checks.get(registration.check)),
      crew.left,
    );
  } finally {
    process.off('uncaughtException', crashed).off('unhandledRejection', crashed);
    hook.disable();
  }
};

const catalogueOf = async ({ catalogue }: Pick<Lane, 'catalogue'>): Promise<ReadonlyMap<string, Check>> => {
  const { checks }: { checks: readonly Check[] } = await (catalogue === undefined
    ? import('../../../checks/index.ts')
    : import(catalogue));
  return new Map(checks.map((check) => [check.name, check]));
};

/** Loads probes and the code of checks before any clock starts. What cannot be loaded fails where it is called. */
const warm = async (names: readonly ProbeName[], checks: readonly (Check | undefined)[]): Promise<void> => {
  const loadings = [...new Set(names)].map((name) => probes[name]());
  // In the bundle a check is loaded when it is first asked for its function.
  const touched = [...new Set(checks)].map(async (check) => check?.run);
  await Promise.allSettled([...loadings, ...touched]);
};

const startAll = async (
  { registrations, limit }: Lane,
  run: (index: number, registration: Registration) => Promise<void>,
  left: AbortSignal,
): Promise<void> => {
  const queue = registrations.values();
  const runner = async (): Promise<void> => {
    for (const [index, registration] of queue) {
      if (left.aborted) return;
      await run(index, registration);
    }
  };
  const runners: Promise<void>[] = [];
  for (let n = 1; n <= Math.min(limit, registrations.length); n++) {
    runners.push(runner());
    if (n % SLICE === 0) await turn();
  }
  await Promise.all(runners);
};

/** What runs in this lane: starts registrations, ends them when the run ends or their code crashes. */
const crewOf = ({ port, now }: Lane, gauges: Gauges, views: OpenViews) => {
  const cancelled = new AbortController();
  const inFlight = new Map<number, AbortController>();
  const post = (message: FromLane): void => port.postMessage(message);
  port.on('message', ({ message }: Cancel) => {
    cancelled.abort();
    for (const controller of inFlight.values()) controller.abort(new Deadline('deadline_run', message));
  });
  const run = async (index: number, registration: Registration, check: Check | undefined): Promise<void> => {
    const controller = new AbortController();
    inFlight.set(index, controller);
    post({ kind: 'started', index });
    const surroundings = {
      views,
      now,
      probes,
      signal: controller.signal,
      warning: (message: string) => post({ kind: 'warning', index, message }),
      entered: (phase: Parameters<Gauges['enter']>[1]) => gauges.enter(index, phase),
    };
    gauges.run(index);
    const result = owner.run(index, () =>
      check === undefined ? missing(registration) : execute(registration, check, surroundings),
    );
    gauges.run(-1);
    post({ kind: 'finished', index, result: await result });
    inFlight.delete(index);
  };
  const crash = (index: number, error: unknown): void => {
    const controller = inFlight.get(index);
    if (controller !== undefined) controller.abort(error);
    else post({ kind: 'warning', index, message: `it failed after its result: ${wordsOf(error)}` });
  };
  return { left: cancelled.signal, run, crash };
};

const missing = (registration: Registration) => {
  const message = `the catalogue has no check ${registration.check}`;
  return Promise.resolve(resultOf(registration, { status: 'error', reason: 'internal', message }));
};
