import { createRunTag } from '../process/kill-descendants.ts';
import { formatDuration } from '../text/duration-text.ts';
import { pauseFor, resolveWithin } from './attempt/deadline.ts';
import { blockingProblem } from './attempt/preconditions.ts';
import { countThreads } from './count-cpus.ts';
import type { Executor } from './executor.ts';
import type { RunEvents, RunOutcome, RunPlan } from './plan.ts';
import { createResultCollector, type ResultCollector } from './result-collector.ts';
import type { PrewarmedPool } from './threads/prewarmed-worker.ts';
import { startThreads, type ThreadSettings } from './threads/thread-executor.ts';

/** How long cancelled checks may take to report how far they got. */
const CANCEL_GRACE_MS = 150;

/** How long threads and processes may take to exit. */
const STOP_LIMIT_MS = 200;

/**
 * Runs a plan; `signal` is the user's interrupt: what is left becomes `error`/`interrupted`. A prewarmed thread is used
 * when the plan fits on it. Never rejects.
 */
type PlanRunner = (
  plan: RunPlan,
  events: RunEvents,
  signal: AbortSignal,
  prewarmed?: PrewarmedPool,
) => Promise<RunOutcome>;

/** A runner for the checks of a catalogue, the URL of a module that exports `checks`; the built-in one when left out. */
export const createPlanRunner =
  (catalogue?: string): PlanRunner =>
  async (plan, events, signal, prewarmed) => {
    const collector = createResultCollector(plan, events, signal);
    for (const index of collector.open()) {
      const problem = blockingProblem(collector.registration(index), plan.gathered.views);
      if (problem !== undefined) collector.end(index, problem);
    }
    const executors = await startExecutors(plan, collector, { catalogue, prewarmed });
    const interruption = await untilFullOrInterrupted(collector, plan, signal);
    if (interruption !== undefined) await interruptRun(collector, executors, interruption);
    return stopExecutors(collector, executors);
  };

/** Runs a plan with the built-in catalogue. */
export const runPlan: PlanRunner = createPlanRunner();

/** Threads for built-in checks, processes for users' checks; the code that starts processes is loaded when it is needed. */
const startExecutors = async (
  { gathered, workers }: RunPlan,
  collector: ResultCollector,
  { catalogue, prewarmed }: Pick<ThreadSettings, 'catalogue' | 'prewarmed'>,
): Promise<readonly Executor[]> => {
  const threads = countThreads(workers);
  const open = collector.open();
  const isUserCheck = (index: number): boolean => collector.registration(index).module !== undefined;
  const userChecks = open.filter(isUserCheck);
  const builtIn = open.filter((index) => !isUserCheck(index));
  const executors =
    builtIn.length === 0 ? [] : [startThreads(builtIn, collector, { threads, catalogue, gathered, prewarmed })];
  if (userChecks.length === 0) return executors;
  // What it has read takes the memory that the processes need.
  if (builtIn.length === 0) await prewarmed?.dispose();
  const { startProcesses } = await import('./processes/process-executor.ts');
  return [...executors, startProcesses(userChecks, collector, { cpus: threads, gathered, runTag: createRunTag() })];
};

/** Waits for all results; resolves to the reason when the run's deadline or the user's interrupt comes first. */
const untilFullOrInterrupted = async (
  collector: ResultCollector,
  { runTimeoutMs }: RunPlan,
  signal: AbortSignal,
): Promise<string | undefined> => {
  const settled = new AbortController();
  const interrupt = pauseFor(Number.POSITIVE_INFINITY, AbortSignal.any([signal, settled.signal])).then(
    () => 'the run was interrupted',
  );
  const limit = runTimeoutMs ?? Number.POSITIVE_INFINITY;
  const deadline = pauseFor(limit, settled.signal).then(
    () => `the run's deadline (${formatDuration(limit)} after its checks began) passed`,
  );
  const first = await Promise.race([collector.full.then(() => undefined), interrupt, deadline]);
  settled.abort();
  return first;
};

const interruptRun = async (collector: ResultCollector, executors: readonly Executor[], why: string): Promise<void> => {
  for (const executor of executors) executor.cancel(why);
  await resolveWithin(CANCEL_GRACE_MS, collector.full);
  for (const index of collector.open()) {
    const when = collector.hasStarted(index) ? 'before this check ended' : 'before this check started';
    collector.end(index, { status: 'timeout', reason: 'deadline_run', message: `${why} ${when}` });
  }
};

const stopExecutors = async (collector: ResultCollector, executors: readonly Executor[]): Promise<RunOutcome> => {
  const stuck = await Promise.all(executors.map((executor) => executor.stop(STOP_LIMIT_MS)));
  return { results: collector.results(), stuck: stuck.includes(true) };
};
