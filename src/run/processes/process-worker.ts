import type { PhaseName } from '../../model/phase.ts';
import { residentMemory } from '../../process/resident-memory.ts';
import { formatDuration } from '../../text/format-duration.ts';
import { hangLimitMs } from '../attempt/deadline.ts';
import { elapsed } from '../attempt/phases.ts';
import type { Material } from '../protocol.ts';
import type { Board } from '../result-collector.ts';
import { type Forked, type FromChild, forkChild } from './child-process.ts';

/** A process that takes one registration after the other. */
export interface Host {
  /** Looks whether it is overdue or too large. */
  look(): void;
  /** Milliseconds that the check which it runs now has taken; 0 while it starts or loads. */
  busyFor(): number;
  cancel(message: string): void;
  kill(): void;
  readonly gone: Promise<void>;
}

interface HostSetting {
  readonly board: Board;
  readonly mark: string;
  /** Takes the next registration, undefined when there is none. */
  next(): number | undefined;
  material(index: number): Material;
  /** Called once, when it takes no more; with `linger` it is left to itself for a moment. */
  leave(linger: boolean): void;
}

/** What a process is busy with. */
interface Work {
  readonly index: number;
  since: number;
  /** Whether the module has been loaded: its timeout counts from then. */
  loaded: boolean;
  phase: PhaseName;
}

/** Loading a module has a limit of its own: it may be much code for little CPU. */
const LOAD_MS = 10_000;

/** Resident memory beyond which a check is taken for one without bounds; the heap has a limit of its own, buffers have none. */
const MEMORY_MAX = 256 * 2 ** 20;

/** Where a host stands. */
interface State extends HostSetting {
  readonly born: number;
  child: Forked | undefined;
  ready: boolean;
  left: boolean;
  work: Work | undefined;
  /** The registration that it worked on last: what comes late is said of it. */
  last: number;
}

/** Starts a process that works until there is nothing left, something is wrong with it, or it is killed. */
export const startHost = (setting: HostSetting): Host => {
  const born = performance.now();
  const host: State = { ...setting, born, child: undefined, ready: false, left: false, work: undefined, last: -1 };
  const child = forkChild(setting.mark, {
    message: (message) => hear(host, message),
    lost: (why) => lose(host, 'error', `its process was lost: ${why}`),
  });
  host.child = child;
  return {
    look: () => look(host, child),
    busyFor: () => (host.work?.loaded ? elapsed(host.work.since) : 0),
    cancel: (message) => child.send({ kind: 'cancel', message }),
    kill: child.kill,
    gone: child.gone,
  };
};

const hear = (host: State, message: FromChild): void => {
  if (message.kind === 'ready') {
    host.ready = true;
    take(host);
  }
  // What it printed before comes by another way, and is read first.
  if (message.kind === 'finished') setImmediate(finished, host, message);
  if (message.kind === 'warning') host.board.warning(host.last, message.message);
  if (host.work !== undefined) note(host.work, message);
};

const begin = (host: State): Work | undefined => {
  const index = host.next();
  if (index === undefined) return undefined;
  host.last = index;
  host.board.started(index);
  return { index, since: performance.now(), loaded: false, phase: 'run' };
};

const take = (host: State): void => {
  host.work = begin(host);
  if (host.work === undefined) {
    leave(host, false);
    return;
  }
  const { index } = host.work;
  host.child?.send({ kind: 'run', registration: host.board.registration(index), ...host.material(index) });
};

const finished = (host: State, { result, clean }: FromChild & { kind: 'finished' }): void => {
  if (host.work === undefined) return;
  const printed = host.child?.printed().trim() ?? '';
  const notes = printed === '' ? result.notes : [...result.notes, `printed: ${printed}`];
  host.board.finish(host.work.index, { ...result, notes });
  host.work = undefined;
  if (clean) take(host);
  else leave(host, true);
};

const lose = (host: State, status: 'timeout' | 'error', why: string): void => {
  // One that does not even start costs a registration, so that starting others comes to an end.
  if (!host.ready) host.work = begin(host);
  if (host.work !== undefined) endWork(host.work, host.board, status, why);
  host.work = undefined;
  leave(host, false);
};

const leave = (host: State, linger: boolean): void => {
  if (host.left) return;
  host.left = true;
  host.leave(linger);
};

const look = (host: State, { pid }: Forked): void => {
  const { work, board } = host;
  if (!host.ready && elapsed(host.born) > LOAD_MS) lose(host, 'error', 'its process did not start');
  if (work === undefined) return;
  const limit = work.loaded ? hangLimitMs(board.registration(work.index).timeoutMs) : LOAD_MS;
  if (elapsed(work.since) > limit) lose(host, 'timeout', overdue(work, board));
  else if (residentMemory(pid) > MEMORY_MAX)
    lose(host, 'error', 'its process was ended: it took more than 256 MB of memory');
};

const note = (work: Work, message: FromChild): void => {
  if (message.kind === 'loaded') {
    work.loaded = true;
    work.since = performance.now();
  }
  if (message.kind === 'entered') work.phase = message.phase;
};

const overdue = ({ index, loaded, phase }: Work, board: Board): string => {
  if (!loaded) return `its module was not loaded within ${formatDuration(LOAD_MS)}`;
  const limit = formatDuration(board.registration(index).timeoutMs);
  return `no result within ${limit}, the timeout of the check: it blocked its process; reached the phase ${phase}`;
};

const endWork = ({ index, since, phase }: Work, board: Board, status: 'timeout' | 'error', message: string): void => {
  const reason = status === 'timeout' ? 'deadline_check' : 'worker_lost';
  board.end(index, { status, reason, message }, { phases: [{ name: phase, ms: elapsed(since), done: false }] });
};
