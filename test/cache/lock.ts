import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Reports to processes that wait for the lock what its holder does now. */
export type ReportProgress = (step: string) => void;

/** A lock that this process holds, among all processes of this machine. */
export interface MachineLock {
  readonly progress: ReportProgress;
  readonly release: () => Promise<void>;
}

/** A process that waits for longer than this prints what it waits for. */
const WAIT_NOTICE_MS = 5_000;

/**
 * A holder that reports nothing for so long is stuck. The longest step without output is the linking of a large Go
 * program.
 */
const STUCK_AFTER_SECONDS = 600;

/**
 * Returns what `work` returns, and holds the lock of this name meanwhile. Waits for another holder as long as it
 * reports progress.
 * @throws Error that names the holder and its last step when it reports none for `silenceSeconds`.
 */
export const withLock = async <T>(
  name: string,
  work: (progress: ReportProgress) => Promise<T>,
  silenceSeconds = STUCK_AFTER_SECONDS,
): Promise<T> => {
  const lock = await takeLock(name, silenceSeconds);
  try {
    return await work(lock.progress);
  } finally {
    await lock.release();
  }
};

/** Takes the lock. Waits and throws as {@link withLock} does. */
export const takeLock = async (name: string, silenceSeconds = STUCK_AFTER_SECONDS): Promise<MachineLock> => {
  for (;;) {
    const lock = await tryLock(name);
    if (lock !== undefined) return lock;
    await waitForHolder(name, silenceSeconds);
  }
};

/**
 * Takes the lock, or returns undefined when another process of this machine holds it. The lock is a socket with an
 * abstract name (unix(7)), which the kernel closes when its process ends.
 */
export const tryLock = async (name: string): Promise<MachineLock | undefined> => {
  const waiting = new Set<Socket>();
  let last = formatStep('started');
  const server = createServer((socket) => {
    waiting.add(socket.unref());
    socket.on('error', () => {}).on('close', () => waiting.delete(socket));
    socket.write(last);
  });
  if (!(await tryListen(server, socketPathOf(name)))) return undefined;
  server.unref();
  const progress = (step: string): void => {
    last = formatStep(step);
    for (const socket of waiting) socket.write(last);
  };
  const release = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of waiting) socket.destroy();
    await closed;
  };
  return { progress, release };
};

const socketPathOf = (name: string): string => `\0kavmon-${createHash('sha256').update(name).digest('hex')}`;

const formatStep = (step: string): string => `process ${process.pid}: ${step}\n`;

const tryListen = (server: Server, path: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen({ path }, () => resolve(true));
  });

/** Waits until the holder has released the lock or has ended, which closes the connection. */
const waitForHolder = (name: string, silenceSeconds: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect({ path: socketPathOf(name) });
    let last = 'it has not answered';
    const waits = setTimeout(() => console.error(`waiting for ${name} (${last})`), WAIT_NOTICE_MS);
    const stuck = setTimeout(() => {
      socket.destroy();
      reject(new Error(`${name}: no progress for ${silenceSeconds} s (${last})`));
    }, silenceSeconds * 1000);
    socket.setEncoding('utf8').on('data', (text: string) => {
      last = text.trimEnd().split('\n').at(-1) ?? last;
      stuck.refresh();
    });
    // A connection that is refused or reset also means that there is no holder any more.
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(stuck);
      clearTimeout(waits);
      resolve();
    });
  });
