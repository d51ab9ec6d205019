import { newMark } from '../process/kill-descendants.ts';
import { formatDuration } from '../text/format-duration.ts';
import { pause, within } from './attempt/deadline.ts';
import { obstacleOf } from './attempt/preconditions.ts';
import { cpus } from './cpus.ts';
import type { Crew } from './executor.ts';
import type { Plan, RunEvents, RunOutcome } from './plan.ts';
import { type Board, boardOf } from './result-collector.ts';
import type { EarlyThread } from './threads/prewarmed-worker.ts';
import { startThreads, type ThreadSettings } from './threads/threads.ts';

/** What was told to end has so long to say how far it got. */
const CANCEL_MS = 150;

/** What was ended has so long to be gone. */
const STOP_MS = 200;

/**
 * Runs a plan; `signal` is the user's interrupt: what is left becomes `timeout`/`deadline_run`. A thread that was started
 * early is used where it fits. Never rejects.
 */
type Run = (plan: Plan, events: RunEvents, signal: AbortSignal, early?: EarlyThread) => Promise<RunOutcome>;

/** Runs a plan with the checks of a catalogue: a module that exports `checks`; the built-in one when left out. */
export const runWith =
  (catalogue?: string): Run =>
  async (plan, events, signal, early) => {
    const board = boardOf(plan, events);
    for (const index of board.open()) {
      const obstacle = obstacleOf(board.registration(index), plan.gathered.views);
      if (obstacle !== undefined) board.end(index, obstacle);
    }
    const crews = await startCrews(plan, board, { catalogue, early });
    const interruption = await firstOf(board, plan, signal);
    if (interruption !== undefined) await interrupt(board, crews, interruption);
    return finish(board, crews);
  };

export const run: Run = runWith();

/** Threads for our checks, processes for those of users; what starts processes is loaded when there are any. */
const startCrews = async (
  { gathered, workers }: Plan,
  board: Board,
  { catalogue, early }: Pick<ThreadSettings, 'catalogue' | 'early'>,
): Promise<readonly Crew[]> => {
  const threads = workers > 0 ? workers : cpus();
  const open = board.open();
  const users = open.filter((index) => board.registration(index).module !== undefined);
  const ours = open.filter((index) => board.registration(index).module === undefined);
  const crews = ours.length === 0 ? [] : [startThreads(ours, board, { threads, catalogue, gathered, early })];
  if (users.length === 0) return crews;
  const { startProcesses } = await import('./processes/processes.ts');
  return [...crews, startProcesses(users, board, { cpus: threads, gathered, mark: newMark() })];
};

/** Waits for all results; an interruption in words when the run's deadline or the user comes first. */
const firstOf = async (board: Board, { runTimeoutMs }: Plan, signal: AbortSignal): Promise<string | undefined> => {
  const over = new AbortController();
  const user = pause(Number.POSITIVE_INFINITY, AbortSignal.any([signal, over.signal])).then(
    () => 'the run was interrupted',
  );
  const limit = runTimeoutMs ?? Number.POSITIVE_INFINITY;
  const deadline = pause(limit, over.signal).then(
    () => `the run's deadline (${formatDuration(limit)} after its checks began) passed`,
  );
  const first = await Promise.race([board.full.then(() => undefined), user, deadline]);
  over.abort();
  return first;
};

const interrupt = async (board: Board, crews: readonly Crew[], why: string): Promise<void> => {
  for (const crew of crews) crew.cancel(why);
  await within(CANCEL_MS, board.full);
  for (const index of board.open()) {
    const when = board.hasStarted(index) ? 'before this check ended' : 'before this check started';
    board.end(index, { status: 'timeout', reason: 'deadline_run', message: `${why} ${when}` });
  }
};

const finish = async (board: Board, crews: readonly Crew[]): Promise<RunOutcome> => {
  const stuck = await Promise.all(crews.map((crew) => crew.stop(STOP_MS)));
  return { results: board.results(), stuck: stuck.includes(true) };
};
