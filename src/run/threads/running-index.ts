import { AsyncLocalStorage, createHook } from 'node:async_hooks';
import type { SharedCounters } from './shared-counters.ts';

/** The registration that the running code belongs to, across everything asynchronous. */
export const currentIndex = new AsyncLocalStorage<number>();

/**
 * Notes in the counters whose code runs, at every callback and every continuation of a promise, until the returned function
 * is called. Promises by a hook of V8: that of `async_hooks`, which also numbers them, takes eight times as long.
 */
export const followRunning = (counters: SharedCounters): (() => void) => {
  const note = (): void => counters.setRunning(currentIndex.getStore() ?? -1);
  const hook = createHook({ before: note, trackPromises: false }).enable();
  const stopPromises = process.getBuiltinModule('node:v8').promiseHooks.onBefore(note);
  return () => {
    hook.disable();
    stopPromises();
  };
};
