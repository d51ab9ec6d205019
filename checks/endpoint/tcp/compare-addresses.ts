import type { Comparison } from '../../../src/expectations/comparison.ts';
import type { TcpAddress } from '../../../src/probes/tcp.ts';

/** The address must accept connections. */
export const compareOpen = ({ address, outcome, error }: TcpAddress): Comparison => ({
  name: `connection to ${address}`,
  operator: 'is',
  expected: 'open',
  actual: outcome,
  status: outcome === 'open' ? 'pass' : 'fail',
  reason: error?.reason ?? 'connect_refused',
  text: error?.message ?? `${address} is ${outcome}`,
  advice: error?.advice,
});

/** The address must not accept connections. */
export const compareClosed = ({ address, outcome }: TcpAddress): Comparison => ({
  name: `connection to ${address}`,
  operator: 'is',
  expected: 'closed',
  actual: outcome,
  status: outcome === 'open' ? 'fail' : 'pass',
  reason: 'assertion',
  text: `${address} takes connections, expected to be closed`,
});

/**
 * Throws the error of an address without a route when the port must be closed, as nothing was learnt of the port; else that of a
 * single address, whose reason says it all.
 */
export const throwUnjudged = (answers: readonly TcpAddress[], mustBeClosed: boolean): void => {
  const lost = mustBeClosed ? answers.find(({ outcome }) => outcome === 'unreachable') : answers[0];
  const alone = mustBeClosed || answers.length === 1;
  if (alone && lost?.error !== undefined) throw lost.error;
};
