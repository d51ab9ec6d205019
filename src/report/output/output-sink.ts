import type { Writable } from 'node:stream';

/** The only writer of a stream of the process: it loses nothing and never throws. */
export interface OutputSink {
  write(text: string): void;
  /**
   * Resolves when the system has taken everything written so far, or the reader has gone: on a pipe, what is not taken when the
   * process ends is lost. A reader that does not read delays it without limit; the caller has to set one.
   */
  drained(): Promise<void>;
  /** Why writing failed, when it was not that the reader has gone, which is no error. */
  failure(): Error | undefined;
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
  return { write, drained: () => pending, failure: () => failure };
};

/** Error codes of a stream whose reader has gone. */
const READER_GONE_CODES: ReadonlySet<string> = new Set([
  'EPIPE',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
  'ECONNRESET',
]);
