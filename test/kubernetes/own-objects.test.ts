import { describe, expect, it } from 'vitest';
import { createOwnObjectTest } from '../../src/kubernetes/own-objects.ts';

const OWN_PLACE = { namespace: 'watch', pod: 'run-1', job: 'run', cronJob: 'runs' };
const objectRow = (kind: string, name: string, over: object = {}) => ({
  ref: { kind, name, namespace: 'watch' },
  labels: {},
  ...over,
});
const CHART_LABELS = { labels: { 'app.kubernetes.io/name': 'kavmon' } };

describe('createOwnObjectTest', () => {
  it.each([
    ['pods', objectRow('Pod', 'run-1')],
    ['pods', objectRow('Pod', 'run-2', { owner: { kind: 'Job', name: 'run' } })],
    ['jobs', objectRow('Job', 'before', { owner: { kind: 'CronJob', name: 'runs' } })],
    ['cronJobs', objectRow('CronJob', 'runs')],
    ['pods', objectRow('Pod', 'kavmon-test', CHART_LABELS)],
    ['deployments', objectRow('Deployment', 'kavmon-on-demand', CHART_LABELS)],
    ['replicaSets', objectRow('ReplicaSet', 'kavmon-on-demand-1', CHART_LABELS)],
  ] as const)('is true for %s: %o', (view, own) => {
    expect(createOwnObjectTest(OWN_PLACE)(view, own)).toBe(true);
  });

  it.each([
    ['pods', objectRow('Pod', 'web-1')],
    ['pods', objectRow('Pod', 'run-1', { ref: { kind: 'Pod', name: 'run-1', namespace: 'shop' } })],
    [
      'pods',
      objectRow('Pod', 'kavmon-test', {
        ...CHART_LABELS,
        ref: { kind: 'Pod', name: 'kavmon-test', namespace: 'shop' },
      }),
    ],
    ['services', objectRow('Service', 'kavmon', CHART_LABELS)],
  ] as const)('is false for %s: %o', (view, other) => {
    expect(createOwnObjectTest(OWN_PLACE)(view, other)).toBe(false);
  });

  it('is false for objects of the chart where the own namespace is unknown', () => {
    expect(createOwnObjectTest({})('pods', objectRow('Pod', 'kavmon-on-demand', CHART_LABELS))).toBe(false);
  });

  it('is true for the pod of a helm test in any namespace', () => {
    const labels = { ...CHART_LABELS.labels, 'app.kubernetes.io/component': 'test' };
    expect(createOwnObjectTest({})('pods', objectRow('Pod', 'kavmon-test', { labels }))).toBe(true);
    expect(
      createOwnObjectTest({})(
        'pods',
        objectRow('Pod', 'shop-test', { labels: { 'app.kubernetes.io/component': 'test' } }),
      ),
    ).toBe(false);
  });
});
