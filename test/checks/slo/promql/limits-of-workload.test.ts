import { describe, expect, it } from 'vitest';
import { resolveLimits } from '../../../../checks/slo/promql/limits-of-workload.ts';
import { buildRow } from '../../../support/build-rows.ts';

const deployments = [
  buildRow('deployments', {
    name: 'scorer',
    labels: { 'min-auc': '0.82' },
    annotations: { 'slo.acme.io/p95': '250ms', 'slo.acme.io/note': 'as agreed', 'min-auc': '0.9' },
  }),
  buildRow('deployments', { name: 'scorer', namespace: 'other', annotations: { 'slo.acme.io/p95': '9s' } }),
];
const statefulSets = [buildRow('statefulSets', { name: 'queue', annotations: { lag: '1e3' } })];
const configMaps = [buildRow('configMaps', { name: 'model', more: { data: { 'max-age': '14d', 'auc.json': '{}' } } })];
const views = { deployments, statefulSets, configMaps };

const from = (given: object) => ({ namespace: 'shop', ...given });
const rangesOf = (limitsFrom: object, more: object = {}) => {
  const { warn, fail } = resolveLimits({ ...more, limitsFrom: from(limitsFrom) }, views);
  return { warn, fail };
};
const between = (min: number, max: number) => ({ min, max, inside: true });
const INFINITY = Number.POSITIVE_INFINITY;

describe('limits', () => {
  it.each([
    [{ deployment: 'scorer', failAbove: 'slo.acme.io/p95' }, between(-INFINITY, 0.25)],
    [{ deployment: 'scorer', failBelow: 'min-auc' }, between(0.9, INFINITY)],
    [{ statefulSet: 'queue', failAbove: 'lag' }, between(-INFINITY, 1000)],
    [{ configMap: 'model', failAbove: 'max-age' }, between(-INFINITY, 1_209_600)],
    [{ deployment: 'scorer', failAbove: 'slo.acme.io/p95', failBelow: 'slo.acme.io/p95' }, between(0.25, 0.25)],
  ])('are read by %j', (given, fail) => {
    expect(rangesOf(given)).toEqual({ fail, warn: undefined });
  });

  it('are read of a label where no annotation has them', () => {
    const plain = { deployments: [buildRow('deployments', { name: 'scorer', labels: { 'min-auc': '0.82' } })] };
    const limits = resolveLimits({ limitsFrom: from({ deployment: 'scorer', warnBelow: 'min-auc' }) as never }, plain);
    expect(limits.warn).toEqual(between(0.82, INFINITY));
  });

  it('stand in place of those of the parameters, level by level', () => {
    const own = { warn: between(0, 1), fail: between(0, 2) };
    expect(rangesOf({ deployment: 'scorer', failAbove: 'slo.acme.io/p95' }, own)).toEqual({
      warn: own.warn,
      fail: between(-INFINITY, 0.25),
    });
  });

  it.each([
    [{ deployment: 'gone', failAbove: 'x' }, 'Deployment shop/gone, which has the limits, is not there'],
    [{ deployment: 'scorer', failAbove: 'slo.acme.io/p99' }, 'has no number at slo.acme.io/p99'],
    [{ deployment: 'scorer', failAbove: 'slo.acme.io/note' }, 'has no number at slo.acme.io/note'],
    [{ configMap: 'model', failAbove: 'auc.json' }, 'ConfigMap shop/model, by key has no number at auc.json'],
    [{ deployment: 'scorer', failAbove: 'constructor' }, 'has no number at constructor'],
  ])('that are missing leave the check undecided: %j', (given, message) => {
    expect(() => rangesOf(given)).toThrow(
      expect.objectContaining({ reason: 'missing_value', message: expect.stringContaining(message) }),
    );
  });

  it('of a list that could not be read leave it undecided, too', () => {
    expect(() => resolveLimits({ limitsFrom: from({ deployment: 'scorer', failAbove: 'x' }) as never }, {})).toThrow(
      'the limits of Deployment shop/scorer could not be read',
    );
  });
});
