import type { Report } from '../../model/result.ts';
import type { StatusTotals } from '../../model/status.ts';
import { abbreviateList } from '../../text/abbreviate-list.ts';
import { pluralize } from '../../text/pluralize.ts';
import { toOneLine } from '../../text/sanitize.ts';

/** How many results are not healthy. */
export const unhealthyCount = ({ failed, timeout, error }: StatusTotals): number => failed + timeout + error;

/** `2 of 57 checks are not healthy`, `all 57 checks healthy`, or that nothing was verified. */
export const verdictText = ({ totals, results }: Report): string => {
  const unhealthy = unhealthyCount(totals);
  if (unhealthy > 0) return `${unhealthy} of ${results.length} checks ${unhealthy === 1 ? 'is' : 'are'} not healthy`;
  if (results.length === 0) return 'no checks in this run';
  if (totals.ok + totals.degraded === 0) return nothingVerifiedText(results.length);
  const verified = results.length - totals.skipped;
  return `${verified === results.length && verified > 1 ? 'all ' : ''}${pluralize(verified, 'check')} healthy`;
};

/** The verdict of a run whose checks, one or more, were all skipped. */
export const nothingVerifiedText = (count: number): string =>
  `nothing was verified: ${count === 1 ? '1 check' : `all ${count} checks`} skipped`;

/**
 * ` on prod-eu, namespace shop`: what the verdict is about, empty when nothing is known of it. A run that looked everywhere
 * names no namespaces.
 */
export const scopeText = ({ run }: Report): string => {
  const { cluster, namespaces } = run;
  const on = cluster === null ? '' : ` on ${toOneLine(cluster)}`;
  if (namespaces === null || namespaces.length === 0) return on;
  return `${on}, ${namespaces.length === 1 ? 'namespace' : 'namespaces'} ${toOneLine(abbreviateList(namespaces, 5))}`;
};

/** `2 failed, 1 degraded, 3 ok`: the statuses that there are. */
export const countsText = ({ totals }: Report): string =>
  (['failed', 'timeout', 'error', 'degraded', 'ok', 'skipped'] as const)
    .filter((status) => totals[status] > 0)
    .map((status) => `${totals[status]} ${status}`)
    .join(', ');
