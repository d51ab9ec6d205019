import type { Result } from '../../model/result.ts';
import { pluralize } from '../../text/pluralize.ts';
import { FINDING_SERIES_LIMIT, OVERFLOW_ATTRIBUTE } from './finding-points.ts';
import type { DataPoint } from './instruments.ts';
import { countMeasures, MEASURE_SERIES_LIMIT } from './measure-points.ts';

/** How many findings and measures have no series of their own. */
export const countLeftOut = (points: readonly DataPoint[], results: readonly Result[]): number =>
  countTogether(points) + countUnsent(results);

const countTogether = (points: readonly DataPoint[]): number =>
  points
    .filter(({ attributes }) => attributes[OVERFLOW_ATTRIBUTE] !== undefined)
    .reduce((sum, { value }) => sum + value, 0);

const countUnsent = (results: readonly Result[]): number => Math.max(0, countMeasures(results) - MEASURE_SERIES_LIMIT);

/** What the limits of series took out of these points: a sentence each, for log and report. */
export const seriesWarnings = (points: readonly DataPoint[], results: readonly Result[]): readonly string[] => {
  const together = countTogether(points);
  const unsent = countUnsent(results);
  return [
    ...(together === 0
      ? []
      : [
          `kavmon.findings is sent with ${FINDING_SERIES_LIMIT} series at most: of the rest (${pluralize(together, 'finding')}) only the number by severity`,
        ]),
    ...(unsent === 0
      ? []
      : [
          `kavmon.check.measure is sent with ${MEASURE_SERIES_LIMIT} series at most: ${pluralize(unsent, 'measure')} left out`,
        ]),
  ];
};
