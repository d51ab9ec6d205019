/**
 * Resolves to the result of `send`; when the budget (milliseconds) is used up it rejects and aborts the signal. The signal
 * alone is not enough: a request that waits for the tunnel of a proxy ignores it.
 */
export const withTimeout = async <T>(budgetMs: number, send: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const expiry = new AbortController();
  const expired = Promise.withResolvers<never>();
  const end = (): void => {
    expired.reject(new Error(`no answer within ${budgetMs} ms`));
    expiry.abort();
  };
  const timer = setTimeout(end, budgetMs);
  try {
    return await Promise.race([send(expiry.signal), expired.promise]);
  } finally {
    clearTimeout(timer);
  }
};
