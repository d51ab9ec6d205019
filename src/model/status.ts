/** How a registration ended. */
export const statuses = ['ok', 'degraded', 'failed', 'timeout', 'error', 'skipped'] as const;
export type Status = (typeof statuses)[number];

/** How many results have each status. */
export type StatusTotals = { readonly [status in Status]: number };

/** What a status says of health: true for ok and degraded, null for skipped, else false. */
export const healthyOf = (status: Status): boolean | null =>
  status === 'skipped' ? null : status === 'ok' || status === 'degraded';

/** Counts the results by status; every status has a count. */
export const totalsOf = (results: readonly { readonly status: Status }[]): StatusTotals => {
  const totals = { ok: 0, degraded: 0, failed: 0, timeout: 0, error: 0, skipped: 0 };
  for (const { status } of results) totals[status]++;
  return totals;
};

/** What makes `kavmon check` exit 1: a check that is not healthy, also one that is only degraded, or a new problem. */
export const failOnValues = ['failed', 'degraded', 'new'] as const;
export type FailOn = (typeof failOnValues)[number];

/**
 * 0 when everything selected was verified healthy, else 1 (`README.md`, Running it). All skipped is 1: nothing was
 * verified. No results at all is 0, the case of an empty shard; an empty selection is refused before the run.
 */
export const exitCodeOf = (totals: StatusTotals, failOn: Exclude<FailOn, 'new'> = 'failed'): 0 | 1 => {
  if (totals.failed + totals.timeout + totals.error > 0) return 1;
  if (failOn === 'degraded' && totals.degraded > 0) return 1;
  return isNothingVerified(totals) ? 1 : 0;
};

/** Whether all that there was to check was skipped, or could not be told. */
export const isNothingVerified = ({ ok, degraded, failed, timeout, skipped, error }: StatusTotals): boolean =>
  skipped + error > 0 && ok + degraded + failed + timeout === 0;
