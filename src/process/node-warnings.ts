import { BroadcastChannel, isMainThread } from 'node:worker_threads';

const CHANNEL_NAME = 'kavmon-node-warnings';

/** Of one thread or process: what warns more says nothing more to a reader. */
const MAX_WARNINGS = 20;

/** In UTF-16 units: a warning is a line. */
const MAX_LENGTH = 2000;

/**
 * Hands what Node.js warns of in this thread to `report`, as one text each, instead of standard error: there it would stand
 * between the lines of a log. At most twenty are reported.
 */
export const takeNodeWarnings = (report: (message: string) => void): void => {
  let count = 0;
  process.removeAllListeners('warning').on('warning', (warning) => {
    count++;
    if (count < MAX_WARNINGS) report(describeWarning(warning));
    if (count === MAX_WARNINGS) report('further warnings of Node.js are left out');
  });
};

const describeWarning = ({ name, message, code }: Error & { readonly code?: string }): string =>
  `Node.js warns: ${name}${code === undefined ? '' : ` ${code}`}: ${message}`.slice(0, MAX_LENGTH).toWellFormed();

/** Hands what Node.js warns of in this thread to the main thread. In the main thread itself it does nothing. */
export const forwardNodeWarnings = (): void => {
  if (isMainThread) return;
  takeNodeWarnings((message) => {
    const channel = new BroadcastChannel(CHANNEL_NAME);
    channel.postMessage(message);
    channel.close();
  });
};

/** The warnings of Node.js in all threads, from the start of the program on. */
export interface NodeWarnings {
  /** Hands over those that came before, and each that comes. */
  listen(report: (message: string) => void): void;
  /** Those that nobody has listened to. */
  pending(): readonly string[];
}

/** Collects the warnings of the main thread and of those that forward them. It keeps no process alive. */
export const collectNodeWarnings = (): NodeWarnings => {
  let early: string[] = [];
  let report = (message: string): void => void early.push(message);
  takeNodeWarnings((message) => report(message));
  const channel = new BroadcastChannel(CHANNEL_NAME);
  channel.onmessage = (event) => report(String((event as { data: unknown }).data));
  (channel as unknown as { unref(): void }).unref();
  return {
    listen: (listener) => {
      report = listener;
      for (const message of early) listener(message);
      early = [];
    },
    pending: () => early,
  };
};
