import type { Result } from '../../model/result.ts';

/** Results by the index of their registration. */
type IndexedResults = readonly (readonly [index: number, result: Result])[];

/** Keeps results until the event loop has turned, so that those that come together are sent in one message. */
export interface ResultOutbox {
  add(index: number, result: Result): void;
  /** Sends what is kept, at once. */
  flush(): void;
}

/** An empty outbox; `send` never gets an empty list. */
export const openOutbox = (send: (results: IndexedResults) => void): ResultOutbox => {
  let kept: (readonly [number, Result])[] = [];
  const flush = (): void => {
    const results = kept;
    kept = [];
    if (results.length > 0) send(results);
  };
  return {
    add: (index, result) => {
      if (kept.length === 0) setImmediate(flush);
      kept.push([index, result]);
    },
    flush,
  };
};
