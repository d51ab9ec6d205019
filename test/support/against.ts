import { expect } from 'vitest';
import type { Session } from '../../src/probes/probe.ts';
import { cpuClock } from './contention.ts';
import type { Listener } from './listen.ts';
import { until } from './until.ts';

/** A secret that the tests hand to a probe. It may be in no message, stack or property of an error. */
export const CANARY = 'canary-7f3a';

/**
 * Returns what `ask` returns, and stops the server.
 * @throws Error when a connection is still open three seconds after the answer.
 */
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
 * Runs a probe and returns how it ended: `ok`, its reason and message, or the name of the error that its signal threw.
 * Expects that it ends within 500 ms of the signal, takes no more CPU time than that, and does not leak the canary.
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
    // CPU time too: elapsed time alone would blame the probe for a busy machine.
    expect(performance.now() - over).toBeLessThan(500);
    expect(spent()).toBeLessThan(timeoutMs + 500);
    const { name, reason, message, stack } = error as Error & { reason?: string };
    expect(`${message} ${stack} ${JSON.stringify(error)}`).not.toContain(CANARY);
    return reason === undefined ? name : `${reason} ${message}`;
  }
};
