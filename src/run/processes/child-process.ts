import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Registration } from '../../check/check.ts';
import { entryPointUrl } from '../../process/entry-points.ts';
import { killWithDescendants, RUN_TAG_VARIABLE } from '../../process/kill-descendants.ts';
import { type CancelMessage, type CheckInputs, LATE_MESSAGES_MS } from '../protocol.ts';
import { type MessageFromChild, readChildMessage } from './child-messages.ts';
import { CHANNEL_FD, CLOSED_MESSAGE, openChannelToChild } from './message-channel.ts';

export interface RunRequest extends CheckInputs {
  readonly kind: 'run';
  readonly registration: Registration;
  /** Comes back with the result: an answer to another question is none. */
  readonly ticket: string;
}

export type MessageToChild = RunRequest | CancelMessage | { readonly kind: 'describe'; readonly file: string };

/** A child process that runs users' code. */
export interface ChildHandle {
  readonly pid: number | undefined;
  send(message: MessageToChild): void;
  /** Takes what it has printed since the last call, at most the first 4,096 characters. */
  takePrinted(): string;
  /** Kills it with all that descends from it, and its process group. */
  kill(): void;
  readonly exited: Promise<void>;
}

export interface ChildEvents {
  /** What it throws makes the message none of kavmon's. */
  message(message: MessageFromChild, bytes: number): void;
  /** Called once, after all its messages, when it has exited or closed its connection without having been killed. */
  lost(why: string): void;
}

/** Heap limit of the process in MB, beyond which V8 ends it. */
const CHILD_HEAP_MB = 96;

/** In MB, where objects are young: with 2 a check of 100,000 findings takes 120 MB, with V8's own 16 more than 256. */
const CHILD_YOUNG_MB = 2;

const CHILD_FLAGS = [
  `--max-old-space-size=${CHILD_HEAP_MB}`,
  `--max-semi-space-size=${CHILD_YOUNG_MB}`,
  '--disable-warning=ExperimentalWarning',
];

/** In UTF-16 units. */
const PRINTED_LIMIT = 4096;

/** Starts a process for users' code: the leader of its own process group, with this environment and the tag of the run. */
export const forkChild = (runTag: string, events: ChildEvents): ChildHandle => {
  const child = spawn(process.execPath, [...CHILD_FLAGS, fileURLToPath(entryPointUrl('child'))], {
    env: { ...process.env, [RUN_TAG_VARIABLE]: runTag },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const output = collectOutput(child);
  let isReleased = false;
  let exit: string | undefined;
  const lose = (why: string): void => {
    if (isReleased) return;
    isReleased = true;
    setTimeout(() => events.lost(why === CLOSED_MESSAGE ? (exit ?? why) : why), LATE_MESSAGES_MS);
  };
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
  const channel = openChannelToChild(child.stdio[CHANNEL_FD] as Duplex, {
    message: (message, bytes) => {
      const known = readChildMessage(message);
      if (known === undefined) throw new TypeError('no message of kavmon');
      events.message(known, bytes);
    },
    ended: lose,
  });
  child.on('error', ({ message }) => lose(message));
  child.on('exit', (code, signal) => {
    exit = describeExit(code, signal, output.peek());
    lose(exit);
  });
  return {
    pid: child.pid,
    send: channel.send,
    takePrinted: output.take,
    kill: () => {
      isReleased = true;
      channel.close();
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
  if (child.pid !== undefined) {
    if (child.exitCode === null && child.signalCode === null) killWithDescendants(child.pid);
    killGroup(child.pid);
  }
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
