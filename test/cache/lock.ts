import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Tells those who wait for the same name that the work goes on, and what it does now. */
export type Progress = (step: string) => void;

/** A name that this process has to itself on this machine. */
export interface Lock {
  readonly progress: Progress;
  readonly release: () => Promise<void>;
}

/** Who waits for longer than this says what for. */
const PATIENCE_MS = 5_000;

/** Without a step for so long, a holder counts as stuck. The longest step without a word is the linking of a large Go program. */
const SILENCE_SECONDS = 600;

/**
 * Does the work while no other process on this machine does work under the same name, and returns what it returns. Waits for the
 * holder of the name as long as that makes progress.
 * @throws Error that names the holder and its last step when it made none for `silenceSeconds`.
 */
export const locked = async <T>(
  name: string,
  work: (progress: Progress) => Promise<T>,
  silenceSeconds = SILENCE_SECONDS,
): Promise<T> => {
  const lock = await takeLock(name, silenceSeconds);
  try {
    return await work(lock.progress);
  } finally {
    await lock.release();
  }
};

/** Takes the name once it is free. Waits and throws as {@link locked} does. */
export const takeLock = async (name: string, silenceSeconds = SILENCE_SECONDS): Promise<Lock> => {
  for (;;) {
    const lock = await tryLock(name);
    if (lock !== undefined) return lock;
    await endOfHolder(name, silenceSeconds);
  }
};

/**
 * Takes the name unless a process on this machine has it, which is told by undefined. It is a socket that the kernel knows by its
 * name only: there is no file to go stale, and it goes with its process however that ends.
 */
export const tryLock = async (name: string): Promise<Lock | undefined> => {
  const waiting = new Set<Socket>();
  let last = lineOf('started');
  const server = createServer((socket) => {
    waiting.add(socket.unref());
    socket.on('error', () => {}).on('close', () => waiting.delete(socket));
    socket.write(last);
  });
  if (!(await listens(server, pathOf(name)))) return undefined;
  server.unref();
  const progress = (step: string): void => {
    last = lineOf(step);
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

const pathOf = (name: string): string => `\0kavmon-${createHash('sha256').update(name).digest('hex')}`;

const lineOf = (step: string): string => `process ${process.pid}: ${step}\n`;

const listens = (server: Server, path: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen({ path }, () => resolve(true));
  });

/** Waits until the holder has released the name or is dead: the kernel closes the connection then. */
const endOfHolder = (name: string, silenceSeconds: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect({ path: pathOf(name) });
    let last = 'it has not answered';
    const waits = setTimeout(() => console.error(`waiting for ${name} (${last})`), PATIENCE_MS);
    const stuck = setTimeout(() => {
      socket.destroy();
      reject(new Error(`${name}: no progress for ${silenceSeconds} s (${last})`));
    }, silenceSeconds * 1000);
    socket.setEncoding('utf8').on('data', (text: string) => {
      last = text.trimEnd().split('\n').at(-1) ?? last;
      stuck.refresh();
    });
    // A refused or reset connection says the same as a closed one: there is no holder any more.
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(stuck);
      clearTimeout(waits);
      resolve();
    });
  });
