import type { Result } from '../../model/result.ts';
import { severities } from '../../model/severity.ts';
import type { Status } from '../../model/status.ts';

/** In the order in which a person has to look at them. */
const STATUS_ORDER: readonly Status[] = ['failed', 'timeout', 'error', 'degraded', 'skipped', 'ok'];

/** Results, the worst first: by status, those with a root before those that only follow, then severity, then name. */
export const worstFirst = (results: readonly Result[]): readonly Result[] =>
  results.toSorted(
    (one, other) =>
      STATUS_ORDER.indexOf(one.status) - STATUS_ORDER.indexOf(other.status) ||
      Number(onlyFollows(one)) - Number(onlyFollows(other)) ||
      severities.indexOf(one.severity) - severities.indexOf(other.severity) ||
      compareTexts(`${one.service}/${one.name}`, `${other.service}/${other.name}`),
  );

const onlyFollows = ({ findings }: Result): boolean =>
  findings.length > 0 && findings.every(({ causedBy }) => causedBy !== undefined);

/** By UTF-16 units, so that the order is the same in every locale. */
const compareTexts = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** Results by group, the group with the worst result first. */
export const groupResults = (
  results: readonly Result[],
): readonly (readonly [group: string, results: readonly Result[]])[] => [
  ...Map.groupBy(worstFirst(results), ({ group }) => group),
];

/** What needs a person: everything that is not healthy, and what is degraded. */
export const problemResults = (results: readonly Result[]): readonly Result[] =>
  worstFirst(results).filter(({ status }) => status !== 'ok' && status !== 'skipped');
