import type { Writable } from 'node:stream';

/** The only writer of a stream of the process: it loses nothing and never throws. */
export interface OutputSink {
  write(text: string): void;
  /**
   * Resolves when the system has taken everything written so far, the reader has gone, or `ms` have passed: on a pipe, what is
   * not taken when the process ends is lost. A reader that did not read in time is not waited for again.
   */
  drained(ms: number): Promise<void>;
  /** Why writing failed, when it was not that the reader has gone, which is no error. */
  failure(): Error | undefined;
  /** What is written from now on arrives nowhere: writing failed, or the reader has gone. */
  isClosed(): boolean;
}

export const createSink = (stream: Writable): OutputSink => {
  let gone = false;
  let failure: Error | undefined;
  let pending: Promise<void> = Promise.resolve();
  const fail = (error: Error) => {
    gone = true;
    if (!READER_GONE_CODES.has((error as NodeJS.ErrnoException).code ?? '')) failure ??= error;
  };
  stream.on('error', fail);
  const write = (text: string): void => {
    if (gone || text === '') return;
    pending = new Promise((resolve) => {
      stream.write(text, (error) => {
        if (error) fail(error);
        resolve();
      });
    });
  };
  const drained = async (ms: number): Promise<void> => {
    if (gone) return;
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        fail(new Error(`nobody read it within ${ms / 1000} s`));
        resolve();
      }, ms);
    });
    await Promise.race([pending, limit]);
    clearTimeout(timer);
  };
  return { write, drained, failure: () => failure, isClosed: () => gone };
};

/** Error codes of a stream whose reader has gone. */
const READER_GONE_CODES: ReadonlySet<string> = new Set([
  'EPIPE',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
  'ECONNRESET',
]);
