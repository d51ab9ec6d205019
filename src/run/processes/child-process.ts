import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Registration } from '../../check/check.ts';
import type { PhaseName } from '../../model/phase.ts';
import type { Result } from '../../model/result.ts';
import { entryPointUrl } from '../../process/entry-points.ts';
import { RUN_TAG_VARIABLE } from '../../process/kill-descendants.ts';
import { type CancelMessage, type CheckInputs, LATE_MESSAGES_MS } from '../protocol.ts';
import type { LoadedModule } from './loaded-module.ts';

export interface RunRequest extends CheckInputs {
  readonly kind: 'run';
  readonly registration: Registration;
}

export type MessageToChild = RunRequest | CancelMessage | { readonly kind: 'describe'; readonly file: string };

export type MessageFromChild =
  | { readonly kind: 'ready' }
  | { readonly kind: 'loaded' }
  | { readonly kind: 'entered'; readonly phase: PhaseName }
  | { readonly kind: 'warning'; readonly message: string }
  /** `clean`: the check left nothing open, so that the process can run the next. */
  | { readonly kind: 'finished'; readonly result: Result; readonly clean: boolean }
  | LoadedModule;

/** A child process that runs users' code. */
export interface ChildHandle {
  readonly pid: number | undefined;
  send(message: MessageToChild): void;
  /** Takes what it has printed since the last call, at most the first 4,096 characters. */
  takePrinted(): string;
  /** Kills its whole process group. */
  kill(): void;
  readonly exited: Promise<void>;
}

export interface ChildEvents {
  message(message: MessageFromChild): void;
  /** Called once, after all its messages, when it has exited or closed its connection without having been killed. */
  lost(why: string): void;
}

/** Heap limit of the process in MB, beyond which V8 ends it. */
const CHILD_HEAP_MB = 96;

/** In UTF-16 units. */
const PRINTED_LIMIT = 4096;

/** Forks a process for users' code: the leader of its own process group, with this environment and the tag of the run. */
export const forkChild = (runTag: string, events: ChildEvents): ChildHandle => {
  const child = fork(fileURLToPath(entryPointUrl('child')), [], {
    execArgv: [`--max-old-space-size=${CHILD_HEAP_MB}`, '--disable-warning=ExperimentalWarning'],
    env: { ...process.env, [RUN_TAG_VARIABLE]: runTag },
    detached: true,
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output = collectOutput(child);
  let isReleased = false;
  let why = 'it closed its connection to kavmon';
  const lose = (): void => {
    if (isReleased) return;
    isReleased = true;
    setTimeout(() => events.lost(why), LATE_MESSAGES_MS);
  };
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
  child.on('message', (message) => events.message(message as MessageFromChild));
  child.on('error', ({ message }) => {
    why = message;
    lose();
  });
  child.on('exit', (code, signal) => {
    why = describeExit(code, signal, output.peek());
    lose();
  });
  child.on('disconnect', lose);
  return {
    pid: child.pid,
    send: (message) => void child.send(message, () => {}),
    takePrinted: output.take,
    kill: () => {
      isReleased = true;
      releaseChild(child);
    },
    exited,
  };
};

const collectOutput = (child: ChildProcess) => {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (part: string) => {
      text = (text + part).slice(0, PRINTED_LIMIT);
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

const releaseChild = (child: ChildProcess): void => {
  if (child.pid !== undefined) killGroup(child.pid);
  if (child.connected) child.disconnect();
  child.stdout?.destroy();
  child.stderr?.destroy();
};

const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // the group has exited already
  }
};

const describeExit = (code: number | null, signal: NodeJS.Signals | null, printed: string): string => {
  if (/heap out of memory|allocation failed/i.test(printed))
    return `it ran out of memory, the limit is ${CHILD_HEAP_MB} MB`;
  return signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`;
};
