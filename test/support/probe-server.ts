import { expect } from 'vitest';
import type { ProbeSession } from '../../src/probes/probe.ts';
import { startCpuClock } from './contention.ts';
import { pollUntil } from './poll-until.ts';
import type { TestListener } from './tcp-server.ts';

/** A secret that the tests hand to a probe. It may be in no message, stack or property of an error. */
export const PROBE_CANARY = 'canary-7f3a';

/**
 * Returns what `ask` returns, and stops the server.
 * @throws Error when a connection is still open three seconds after the answer.
 */
export const askServer = async <T>(
  listener: Promise<TestListener>,
  ask: (server: TestListener) => Promise<T>,
): Promise<T> => {
  const server = await listener;
  try {
    const answer = await ask(server);
    await pollUntil(() => server.connections() === 0, { what: 'the end of the connection', ms: 3000 });
    return answer;
  } finally {
    await server.stop();
  }
};

/**
 * Runs a probe and returns how it ended: `ok`, its reason and message, or the name of the error that its signal threw.
 * Expects that it ends within 500 ms of the signal, takes no more CPU time than that, and does not leak the canary.
 */
export const probeOutcome = async (
  probe: (session: ProbeSession) => Promise<unknown>,
  timeoutMs = 500,
): Promise<string> => {
  const signal = AbortSignal.timeout(timeoutMs);
  let over = Number.POSITIVE_INFINITY;
  signal.addEventListener('abort', () => {
    over = performance.now();
  });
  const spent = startCpuClock();
  try {
    await probe({ signal, phase: () => {} });
    return 'ok';
  } catch (error) {
    // CPU time too: elapsed time alone would blame the probe for a busy machine.
    expect(performance.now() - over).toBeLessThan(500);
    expect(spent()).toBeLessThan(timeoutMs + 500);
    const { name, reason, message, stack } = error as Error & { reason?: string };
    expect(`${message} ${stack} ${JSON.stringify(error)}`).not.toContain(PROBE_CANARY);
    return reason === undefined ? name : `${reason} ${message}`;
  }
};
