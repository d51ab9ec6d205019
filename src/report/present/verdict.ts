import type { Report } from '../../model/result.ts';
import type { StatusTotals } from '../../model/status.ts';

/** How many results are not healthy. */
export const unhealthyCount = ({ failed, timeout, error }: StatusTotals): number => failed + timeout + error;

/** The verdict of a run whose checks, one or more, were all skipped. */
export const nothingVerifiedText = (count: number): string =>
  `nothing was verified: ${count === 1 ? '1 check' : `all ${count} checks`} skipped`;

/** `2 failed, 1 degraded, 3 ok`: the statuses that there are. */
export const countsText = ({ totals }: Report): string =>
  (['failed', 'timeout', 'error', 'degraded', 'ok', 'skipped'] as const)
    .filter((status) => totals[status] > 0)
    .map((status) => `${totals[status]} ${status}`)
    .join(', ');
