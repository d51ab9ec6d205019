import { DiagLogLevel, diag } from '@opentelemetry/api';
import type { Signal } from './otlp-settings.ts';

/** What receivers of a signal reject although they answered 200 (`partial_success` of OTLP), while it is watched. */
export interface RejectionWatch {
  /** The first rejection as a message; undefined: none. */
  readonly first: () => string | undefined;
  readonly stop: () => void;
}

/** Those that go on: the SDK has one logger for all exports of the process, and only logs a rejection. */
const listeners = new Set<(words: readonly unknown[]) => void>();

/** Watches the rejections of a signal until it is stopped. */
export const watchRejections = (signal: Signal): RejectionWatch => {
  let first: string | undefined;
  const listen = (words: readonly unknown[]): void => {
    first ??= describeRejection(words, REJECTED_ITEMS[signal]);
  };
  if (listeners.size === 0) diag.setLogger(REJECTION_LOGGER, DiagLogLevel.WARN);
  listeners.add(listen);
  const stop = (): void => {
    listeners.delete(listen);
    if (listeners.size === 0) diag.disable();
  };
  return { first: () => first, stop };
};

const ignore = (): void => {};

const REJECTION_LOGGER = {
  error: ignore,
  warn: (...words: readonly unknown[]): void => {
    for (const listen of listeners) listen(words);
  },
  info: ignore,
  debug: ignore,
  verbose: ignore,
};

interface RejectedItems {
  /** The field of the answer that counts them. */
  readonly field: string;
  readonly words: string;
}

const REJECTED_ITEMS: Readonly<Record<Signal, RejectedItems>> = {
  metrics: { field: 'rejectedDataPoints', words: 'data points' },
  traces: { field: 'rejectedSpans', words: 'spans' },
  logs: { field: 'rejectedLogRecords', words: 'log records' },
};

/** By the OTLP specification a message with a count of zero is only advice. */
const describeRejection = (words: readonly unknown[], { field, words: items }: RejectedItems): string | undefined => {
  const at = words.findIndex((word) => String(word).startsWith('Received Partial Success response'));
  if (at === -1) return undefined;
  const answer = JSON.parse(String(words[at + 1]));
  const count = Number(answer[field] ?? 0);
  return count > 0
    ? `the collector rejected ${count} of the ${items}: ${answer.errorMessage || 'it does not say why'}`
    : undefined;
};
