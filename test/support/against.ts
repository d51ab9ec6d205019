import { expect } from 'vitest';
import type { Session } from '../../src/probes/probe.ts';
import { cpuClock } from './contention.ts';
import type { Listener } from './listen.ts';
import { until } from './until.ts';

/** A secret that the tests hand to a probe; nothing that it says may hold it. */
export const CANARY = 'canary-7f3a';

/** Asks a server; then no connection may be left open, and the server is stopped. Returns the answer. */
export const against = async <T>(listener: Promise<Listener>, ask: (server: Listener) => Promise<T>): Promise<T> => {
  const server = await listener;
  try {
    const answer = await ask(server);
    await until(() => server.connections() === 0, { what: 'the end of the connection', ms: 3000 });
    return answer;
  } finally {
    await server.stop();
  }
};

/**
 * How a probe ended: `ok`, its reason and message, or the name of the error that its signal threw. It has to end with the signal,
 * without holding up the thread until then, and must not tell the canary.
 */
export const endOf = async (probe: (session: Session) => Promise<unknown>, timeoutMs = 500): Promise<string> => {
  const signal = AbortSignal.timeout(timeoutMs);
  let over = Number.POSITIVE_INFINITY;
  signal.addEventListener('abort', () => {
    over = performance.now();
  });
  const spent = cpuClock();
  try {
    await probe({ signal, phase: () => {} });
    return 'ok';
  } catch (error) {
    // Both are counted so that a machine which gives this process no time is not taken for a slow probe.
    expect(performance.now() - over).toBeLessThan(500);
    expect(spent()).toBeLessThan(timeoutMs + 500);
    const { name, reason, message, stack } = error as Error & { reason?: string };
    expect(`${message} ${stack} ${JSON.stringify(error)}`).not.toContain(CANARY);
    return reason === undefined ? name : `${reason} ${message}`;
  }
};
