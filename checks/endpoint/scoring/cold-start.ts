import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareLatency, type LatencyLimits } from '../../../src/expectations/latency.ts';
import type { HttpAnswer } from '../../../src/probes/http/http.ts';
import { formatDuration } from '../../../src/text/duration-text.ts';

type Timed = Pick<HttpAnswer, 'durationMs'>;

const STATUS_OF_OUTCOME = { fail: 'fail', warn: 'warn', ok: 'pass' } as const;

const holds = ({ durationMs }: Timed, limits: LatencyLimits): boolean =>
  compareLatency(durationMs, limits).every(({ status }) => status === 'pass');

/** Whether an answer took longer than one of the limits. */
export const isSlow = (answer: Timed, limits: LatencyLimits): boolean => !holds(answer, limits);

/** Compares the time of an answer; of two, the second one: where only the first was slow, a note calls that a cold start. */
export const compareColdStart = (
  first: Timed,
  second: Timed | undefined,
  { coldStart, ...limits }: LatencyLimits & { readonly coldStart: keyof typeof STATUS_OF_OUTCOME },
): readonly Comparison[] => {
  const compared = compareLatency((second ?? first).durationMs, limits);
  if (second === undefined || isSlow(second, limits)) return compared;
  const cold: Comparison = {
    name: 'coldStart',
    operator: 'le',
    expected: (limits.warnAfter ?? limits.failAfter ?? 0) / 1000,
    actual: Math.round(first.durationMs) / 1000,
    unit: 's',
    status: STATUS_OF_OUTCOME[coldStart],
    reason: 'latency',
    text: `cold start: the first answer took ${formatDuration(first.durationMs)}, the second ${formatDuration(second.durationMs)}`,
  };
  return [...compared, cold];
};
