/** Settles as the promise does; resolves to undefined when the signal aborts first. */
export const unlessEnded = async <T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> => {
  const { promise: ended, resolve } = Promise.withResolvers<undefined>();
  const end = (): void => resolve(undefined);
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([promise, ended]);
  } finally {
    signal.removeEventListener('abort', end);
  }
};
