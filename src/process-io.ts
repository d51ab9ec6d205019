import type { Io } from './commands/io.ts';

/** Text that the stream has not taken yet, by stream. */
const pending = new Set<Promise<void>>();

const writer = (stream: NodeJS.WriteStream) => {
  let closed = false;
  // A reader that went away (`| head`) ends the output, not the run.
  stream.on('error', () => {
    closed = true;
  });
  return (text: string): void => {
    if (closed || text === '') return;
    const written = new Promise<void>((resolve) => stream.write(text, () => resolve()));
    pending.add(written);
    written.then(() => pending.delete(written));
  };
};

/** The process's own streams and environment. */
export const processIo: Io = {
  stdout: writer(process.stdout),
  stderr: writer(process.stderr),
  env: process.env,
  isTerminal: process.stdout.isTTY === true,
  columns: process.stdout.columns ?? 80,
};

/**
 * Resolves when everything that was written has left the process: an exit before loses all but 64 KB on a pipe. A reader
 * that does not read is waited for no longer than the limit, in milliseconds.
 */
export const drain = async (limitMs: number): Promise<void> => {
  const limit = new Promise((resolve) => setTimeout(resolve, limitMs).unref());
  await Promise.race([Promise.all(pending), limit]);
};
