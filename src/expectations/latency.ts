import { duration } from '../params/duration.ts';
import { formatDuration } from '../text/duration-text.ts';
import type { Comparison } from './comparison.ts';

/** Parameters that limit how long an answer may take. */
export const latencyParams = () => ({
  warnAfter: duration().optional().describe('Degraded when the answer takes longer'),
  failAfter: duration().optional().describe('Failed when the answer takes longer'),
});

export interface LatencyLimits {
  readonly warnAfter?: number | undefined;
  readonly failAfter?: number | undefined;
}

/** Compares a duration in milliseconds with its limits. One slow answer makes one finding: a failure does not warn as well. */
export const compareLatency = (ms: number, { warnAfter, failAfter }: LatencyLimits): readonly Comparison[] => {
  const hard = failAfter === undefined ? [] : [compareLimit(ms, failAfter, 'fail')];
  const failed = hard.some(({ status }) => status === 'fail');
  return warnAfter === undefined || failed ? hard : [...hard, compareLimit(ms, warnAfter, 'warn')];
};

const compareLimit = (ms: number, limit: number, otherwise: 'fail' | 'warn'): Comparison => ({
  name: 'duration',
  operator: 'le',
  expected: limit / 1000,
  actual: Math.round(ms) / 1000,
  unit: 's',
  status: ms <= limit ? 'pass' : otherwise,
  reason: 'latency',
  text: `took ${formatDuration(ms)}, ${otherwise === 'fail' ? 'the limit is' : 'warns after'} ${formatDuration(limit)}`,
});
