/**
 * What `send` comes to, or a rejection at the end of the budget (milliseconds), when its signal aborts. The signal alone is
 * no limit: a request that waits for a proxy to open its tunnel takes no notice of it.
 */
export const withinBudget = async <T>(budgetMs: number, send: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const over = new AbortController();
  const late = Promise.withResolvers<never>();
  const end = (): void => {
    late.reject(new Error(`no answer within ${budgetMs} ms`));
    over.abort();
  };
  const timer = setTimeout(end, budgetMs);
  try {
    return await Promise.race([send(over.signal), late.promise]);
  } finally {
    clearTimeout(timer);
  }
};
