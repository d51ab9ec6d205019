import type { Result } from '../../model/result.ts';
import type { DataPoint } from './instruments.ts';

/** Most series of measures: the output of a command may have any number of them. */
export const MEASURE_SERIES_LIMIT = 2000;

/** The numbers that checks measured, by name and unit; those beyond the limit are left out. */
export const measurePoints = (results: readonly Result[], limit: number = MEASURE_SERIES_LIMIT): readonly DataPoint[] =>
  results.flatMap(pointsOfResult).slice(0, limit);

const pointsOfResult = ({ group, name, service, measures }: Result): readonly DataPoint[] =>
  Object.entries(measures).map(([measure, { value, unit }]) => ({
    instrument: 'kavmon.check.measure',
    value,
    attributes: {
      'check.group': group,
      'check.name': name,
      'check.service': service,
      'measure.name': measure,
      'measure.unit': unit,
    },
  }));

/** How many numbers were measured. */
export const countMeasures = (results: readonly Result[]): number =>
  results.reduce((sum, { measures }) => sum + Object.keys(measures).length, 0);
