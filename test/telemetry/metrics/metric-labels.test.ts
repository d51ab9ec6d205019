import { expect, it } from 'vitest';
import { readMetricLabels } from '../../../src/telemetry/metrics/metric-labels.ts';

it.each([
  [undefined, { team: 'core' }],
  ['', { team: 'core' }],
  ['{"team":"web","tier":1}', { team: 'web', tier: '1' }],
])('labels are read from AM_OTEL_LABELS=%s', (variable, labels) => {
  expect(readMetricLabels({ team: 'core' }, 'AM_OTEL_LABELS', { AM_OTEL_LABELS: variable })).toEqual({ labels });
});

it.each(['team=core', '["a"]', '{"a":{"b":1}}', 'null'])('the label list %s is ignored with a warning', (variable) => {
  expect(readMetricLabels({ team: 'core' }, 'AM_OTEL_LABELS', { AM_OTEL_LABELS: variable })).toEqual({
    labels: { team: 'core' },
    warning: expect.stringContaining('AM_OTEL_LABELS'),
  });
});
