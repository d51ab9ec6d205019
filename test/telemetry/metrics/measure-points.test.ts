import { expect, it } from 'vitest';
import { countMeasures, measurePoints } from '../../../src/telemetry/metrics/measure-points.ts';
import { makeResult } from '../../support/sample-report.ts';

const measured = makeResult({
  name: 'postgres-connection',
  measures: { connections: { value: 12, unit: '' }, lag: { value: 0.5, unit: 's' } },
});

it('measurePoints gives each number of a check with its name and unit', () => {
  expect(measurePoints([makeResult(), measured]).map(({ value, attributes }) => [value, attributes])).toEqual([
    [
      12,
      expect.objectContaining({
        'check.name': 'postgres-connection',
        'measure.name': 'connections',
        'measure.unit': '',
      }),
    ],
    [0.5, expect.objectContaining({ 'measure.name': 'lag', 'measure.unit': 's' })],
  ]);
});

it('measurePoints leaves out what is beyond the limit, which countMeasures counts', () => {
  expect(measurePoints([measured, measured], 3)).toHaveLength(3);
  expect(countMeasures([measured, measured])).toBe(4);
});
