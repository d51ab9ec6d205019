import { describe, expect, it } from 'vitest';
import { createOwnObjectTest } from '../../src/kubernetes/own-objects.ts';

const OWN_PLACE = { namespace: 'watch', pod: 'run-1', job: 'run', cronJob: 'runs' };
const objectRow = (kind: string, name: string, over: object = {}) => ({
  ref: { kind, name, namespace: 'watch' },
  labels: {},
  ...over,
});
const CHART_LABELS = { labels: { 'app.kubernetes.io/name': 'kavmon' } };

describe('own objects', () => {
  it.each([
    ['pods', objectRow('Pod', 'run-1')],
    ['pods', objectRow('Pod', 'run-2', { owner: { kind: 'Job', name: 'run' } })],
    ['jobs', objectRow('Job', 'before', { owner: { kind: 'CronJob', name: 'runs' } })],
    ['cronJobs', objectRow('CronJob', 'runs')],
    ['pods', objectRow('Pod', 'kavmon-test', CHART_LABELS)],
    ['deployments', objectRow('Deployment', 'kavmon-on-demand', CHART_LABELS)],
    ['replicaSets', objectRow('ReplicaSet', 'kavmon-on-demand-1', CHART_LABELS)],
  ] as const)('%s: %o is one', (view, own) => {
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
  ] as const)('%s: %o is none', (view, other) => {
    expect(createOwnObjectTest(OWN_PLACE)(view, other)).toBe(false);
  });

  it('has nobody who does not know where it runs', () => {
    expect(createOwnObjectTest({})('pods', objectRow('Pod', 'kavmon-on-demand', CHART_LABELS))).toBe(false);
  });

  it('counts the pod of a helm test among them everywhere: it fails as its checks did', () => {
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
