import { leftMs, type SendingBudget } from './sending-budget.ts';

/**
 * Resolves to the result of `send`; when the budget is used up it rejects and aborts the signal. The signal alone is not enough:
 * a request that waits for the tunnel of a proxy ignores it. Nothing is sent when nothing is left of the budget.
 */
export const withTimeout = async <T>(budget: SendingBudget, send: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const left = leftMs(budget);
  if (left === 0) throw new Error(`the ${budget.ms} ms for telemetry were over before it could be sent`);
  const expiry = new AbortController();
  const expired = Promise.withResolvers<never>();
  const end = (): void => {
    expired.reject(new Error(`no answer within ${budget.ms} ms`));
    expiry.abort();
  };
  const timer = setTimeout(end, left);
  try {
    return await Promise.race([send(expiry.signal), expired.promise]);
  } finally {
    clearTimeout(timer);
  }
};
