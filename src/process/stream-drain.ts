import type { Writable } from 'node:stream';

/** Resolves when a stream that had its buffer full takes more, or has closed. Leaves no listener behind. */
export const untilDrained = (stream: Writable): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      stream.off('drain', end).off('close', end);
      resolve();
    };
    stream.on('drain', end).on('close', end);
  });
