import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Registration } from '../../check/check.ts';
import type { PhaseName } from '../../model/phase.ts';
import type { Result } from '../../model/result.ts';
import { entryOf } from '../../process/entry-points.ts';
import { MARK } from '../../process/kill-descendants.ts';
import type { Cancel, Material } from '../protocol.ts';
import type { Described } from './loaded-module.ts';

export interface RunInChild extends Material {
  readonly kind: 'run';
  readonly registration: Registration;
}

export type ToChild = RunInChild | Cancel | { readonly kind: 'describe'; readonly file: string };

export type FromChild =
  | { readonly kind: 'ready' }
  | { readonly kind: 'loaded' }
  | { readonly kind: 'entered'; readonly phase: PhaseName }
  | { readonly kind: 'warning'; readonly message: string }
  /** `clean`: nothing is left open, the process can be used again. */
  | { readonly kind: 'finished'; readonly result: Result; readonly clean: boolean }
  | Described;

/** A process that runs users' code. */
export interface Forked {
  readonly pid: number | undefined;
  send(message: ToChild): void;
  /** What it has printed since this was last asked; the beginning of it, when it was much. */
  printed(): string;
  /** Kills it and everything in its process group. */
  kill(): void;
  readonly gone: Promise<void>;
}

export interface ForkedEvents {
  message(message: FromChild): void;
  /** It is gone, or cannot be talked to any more; what it had said was told before. */
  lost(why: string): void;
}

/** Heap of the process in MB: beyond it V8 ends it. */
export const CHILD_HEAP_MB = 96;

const PRINTED_MAX = 4096;

/** What was written before the end comes by other ways than the news of the end. */
const LATE_MESSAGES_MS = 50;

/** Forks a process for users' code, the leader of a group of its own. It inherits the environment, marked. */
export const forkChild = (mark: string, events: ForkedEvents): Forked => {
  const child = fork(fileURLToPath(entryOf('child')), [], {
    execArgv: [`--max-old-space-size=${CHILD_HEAP_MB}`, '--disable-warning=ExperimentalWarning'],
    env: { ...process.env, [MARK]: mark },
    detached: true,
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output = collect(child);
  let over = false;
  let why = 'it closed its connection to kavmon';
  const lose = (): void => {
    if (over) return;
    over = true;
    setTimeout(() => events.lost(why), LATE_MESSAGES_MS);
  };
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
  child.on('message', (message) => events.message(message as FromChild));
  child.on('error', ({ message }) => {
    why = message;
    lose();
  });
  child.on('exit', (code, signal) => {
    why = endingOf(code, signal, output.peek());
    lose();
  });
  child.on('disconnect', lose);
  return {
    pid: child.pid,
    send: (message) => void child.send(message, () => {}),
    printed: output.take,
    kill: () => {
      over = true;
      release(child);
    },
    gone,
  };
};

const collect = (child: ChildProcess) => {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (part: string) => {
      text = (text + part).slice(0, PRINTED_MAX);
    });
    stream?.on('error', () => {});
  }
  return {
    peek: () => text,
    take: () => {
      const taken = text;
      text = '';
      return taken;
    },
  };
};

const release = (child: ChildProcess): void => {
  if (child.pid !== undefined) killGroup(child.pid);
  if (child.connected) child.disconnect();
  child.stdout?.destroy();
  child.stderr?.destroy();
};

const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // nobody of the group is left
  }
};

const endingOf = (code: number | null, signal: NodeJS.Signals | null, printed: string): string => {
  if (/heap out of memory|allocation failed/i.test(printed))
    return `it ran out of memory, the limit is ${CHILD_HEAP_MB} MB`;
  return signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`;
};
